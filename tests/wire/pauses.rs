//! How long we wait between tries.

use inwriting::{
    mailbox::{Trouble, pause_before},
    outbox::pause_after,
};
use jiff::SignedDuration;

#[test]
fn a_letter_is_tried_after_a_minute_then_more_and_more_rarely_for_three_days_in_all() {
    let mut passed = SignedDuration::ZERO;
    let next = |tries| {
        let pause = pause_after(tries, passed)?;
        passed += pause;
        Some(pause)
    };
    let pauses: Vec<SignedDuration> = (1..).map_while(next).collect();
    assert_eq!(pauses.first(), Some(&SignedDuration::from_mins(1)));
    assert!(pauses[..pauses.len() - 1].is_sorted(), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= SignedDuration::from_hours(6)));
    assert_eq!(pauses.iter().sum::<SignedDuration>(), SignedDuration::from_hours(72));
    assert_eq!(
        pause_after(u32::MAX, SignedDuration::ZERO),
        Some(SignedDuration::from_hours(6)),
        "tries alone end nothing"
    );
}

#[test]
fn a_broken_connection_is_tried_again_after_growing_pauses_within_bounds() {
    let broken = Trouble::retry("connection reset");
    let pauses: Vec<SignedDuration> = (1..40).map(|failures| pause_before(failures, &broken, 1.0)).collect();
    assert_eq!(pauses[0], SignedDuration::from_secs(2));
    assert!(pauses.is_sorted());
    assert_eq!(pauses.last(), Some(&SignedDuration::from_mins(5)));
    assert_eq!(pause_before(1, &broken, 0.0), SignedDuration::from_secs(1), "jitter takes at most half");
    assert!(pause_before(u32::MAX, &broken, f64::NAN) > SignedDuration::ZERO);
}

#[test]
fn what_somebody_has_to_mend_is_tried_only_now_and_then() {
    let wrong = Trouble::give_up("the password is refused", "correct it");
    assert!(pause_before(1, &wrong, 0.0) >= SignedDuration::from_mins(30));
}
