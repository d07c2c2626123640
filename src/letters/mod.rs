//! In charge of: turning a notice into a letter in the thread's language. Pure.
