//! In charge of: what has to be said when: agreements and the clock give notices. Pure.
