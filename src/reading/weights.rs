//! In charge of: the learned weights: loading them, and saying how likely each label of a case is.
//!
//! A plain linear model: a case is a bag of features, hashed into buckets; each bucket has a weight a label; the sums go through a softmax.
//! Weights are kept as one signed byte each, with one scale a head.
//!
//! Promises: the same bytes give the same figures on every machine; weights that are no such file are refused; every figure can be
//! explained by its largest weights.
//! Leaves to: `features` what a case has, `learning` where weights come from.

use std::{borrow::Cow, sync::OnceLock};

/// Buckets of a head, as a power of two.
pub(super) const ACT_BITS: u32 = 17;
/// The same for the head that says which agreement an answer is about.
pub(super) const ABOUT_BITS: u32 = 12;

/// The same for the head that judges the clauses of a mail together.
pub(super) const CONTEXT_BITS: u32 = 13;

/// The same for the head that says how sure a statement is.
pub(super) const SURE_BITS: u32 = 11;

const MAGIC: &[u8; 8] = b"inwrite3";

/// Why a file holds no weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("these {size} bytes are no weights of this version: learn them again (cargo run --release --example learn)")]
pub struct BadWeights {
    /// How many bytes there were.
    pub size: usize,
}

/// One question that is answered by weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    labels: usize,
    bits: u32,
    scale: f32,
    /// Weight of label `l` in bucket `b` at `b * labels + l`, a signed byte. Those built into the program are not copied.
    weights: Cow<'static, [u8]>,
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub(super) act: Head,
    pub(super) context: Head,
    pub(super) about: Head,
    pub(super) sure: Head,
}

/// A case: its features' hashes, each with how strongly it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    pub features: Vec<(u32, f32)>,
    /// Their names, where somebody will want an explanation.
    pub names: Option<Vec<String>>,
}

impl Case {
    /// A case that remembers the names of its features.
    pub fn told() -> Self {
        Self { features: Vec::new(), names: Some(Vec::new()) }
    }

    /// An empty case with room for the features of a clause: they are hundreds.
    pub fn roomy() -> Self {
        Self { features: Vec::with_capacity(1024), names: None }
    }

    /// Begins another case in the same room.
    pub fn clear(&mut self) {
        self.features.clear();
        self.names.iter_mut().for_each(Vec::clear);
    }

    /// Adds the feature `group` + `text`.
    pub fn add(&mut self, group: &str, text: &str) {
        self.add_strong(group, text, 1.0);
    }

    /// Adds a feature that holds this strongly.
    pub fn add_strong(&mut self, group: &str, text: &str, strength: f32) {
        self.features.push((hash(group, text), strength));
        if let Some(names) = &mut self.names {
            names.push(format!("{group}{text}"));
        }
    }
}

/// FNV-1a over both parts, mixed so that the low bits serve as a bucket.
fn hash(group: &str, text: &str) -> u32 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in group.bytes().chain(std::iter::once(0xff)).chain(text.bytes()) {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    sum ^= sum >> 33;
    sum = sum.wrapping_mul(0xff51_afd7_ed55_8ccd);
    u32::try_from(sum >> 32).unwrap_or_default()
}

impl Head {
    /// A head from learned weights, bucket by bucket.
    pub fn new(labels: usize, bits: u32, learned: &[f32]) -> Self {
        let most = learned.iter().fold(0f32, |most, weight| most.max(weight.abs())).max(1e-6);
        let scale = most / 127.0;
        // The cast saturates and the quotient is within a byte by the choice of the scale.
        #[expect(clippy::cast_possible_truncation, reason = "within -127..=127 by the scale")]
        let weights = learned.iter().map(|weight| ((weight / scale).round() as i8).to_le_bytes()[0]).collect();
        Self { labels, bits, scale, weights }
    }

    fn bucket(&self, hash: u32) -> &[u8] {
        let bucket = (hash & ((1 << self.bits) - 1)) as usize;
        self.weights.get(bucket * self.labels..(bucket + 1) * self.labels).unwrap_or_default()
    }

    /// The probability of each label.
    pub fn probabilities(&self, case: &Case) -> Vec<f32> {
        let mut sums = vec![0f32; self.labels];
        for &(hash, strength) in &case.features {
            for (sum, &weight) in sums.iter_mut().zip(self.bucket(hash)) {
                *sum += figure(weight) * self.scale * strength;
            }
        }
        softmax(&mut sums);
        sums
    }

    /// The features of `case` that speak loudest for or against `label`, loudest first.
    pub fn reasons(&self, case: &Case, label: usize) -> Vec<(String, f32)> {
        let names = case.names.as_deref().unwrap_or_default();
        let weigh = |&(hash, strength): &(u32, f32)| {
            self.bucket(hash).get(label).map_or(0.0, |&weight| figure(weight) * self.scale * strength)
        };
        let mut found: Vec<(String, f32)> = names.iter().cloned().zip(case.features.iter().map(weigh)).collect();
        found.sort_by(|one, two| two.1.abs().total_cmp(&one.1.abs()));
        found
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(u32::try_from(self.labels).unwrap_or_default().to_le_bytes());
        bytes.extend(self.bits.to_le_bytes());
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend_from_slice(&self.weights);
    }

    fn read(bytes: &mut &'static [u8]) -> Option<Self> {
        let mut word = || {
            let (first, rest) = bytes.split_first_chunk::<4>()?;
            *bytes = rest;
            Some(*first)
        };
        let labels = u32::from_le_bytes(word()?) as usize;
        let bits = u32::from_le_bytes(word()?);
        let scale = f32::from_le_bytes(word()?);
        let size = labels.checked_mul(1usize.checked_shl(bits.min(24))?)?;
        let (mine, rest) = bytes.split_at_checked(size)?;
        *bytes = rest;
        Some(Self { labels, bits, scale, weights: Cow::Borrowed(mine) })
    }
}

/// A weight as it is kept.
fn figure(weight: u8) -> f32 {
    f32::from(i8::from_le_bytes([weight]))
}

/// Turns sums into probabilities.
pub(super) fn softmax(sums: &mut [f32]) {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut all = 0.0;
    for sum in sums.iter_mut() {
        *sum = (*sum - most).exp();
        all += *sum;
    }
    for sum in sums.iter_mut() {
        *sum /= all;
    }
}

impl Weights {
    /// The weights built into the program.
    ///
    /// # Panics
    /// Never: a file that is none reads as weights that find nothing, and the test of the weights fails.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        WEIGHTS.get_or_init(|| Self::from_bytes(include_bytes!("weights.bin")).unwrap_or_else(|_| Self::blank()))
    }

    /// Weights that know nothing.
    #[must_use]
    pub fn blank() -> Self {
        let head = |labels, bits: u32| Head::new(labels, bits, &vec![0.0; labels << bits]);
        Self {
            act: head(super::features::LABELS.len(), ACT_BITS),
            context: head(super::features::LABELS.len(), CONTEXT_BITS),
            about: head(2, ABOUT_BITS),
            sure: head(2, SURE_BITS),
        }
    }

    /// Reads what [`Weights::to_bytes`] wrote.
    ///
    /// # Errors
    /// Where the bytes are something else.
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Self, BadWeights> {
        let read = || {
            let mut rest = bytes.strip_prefix(MAGIC)?;
            let (act, context) = (Head::read(&mut rest)?, Head::read(&mut rest)?);
            let (about, sure) = (Head::read(&mut rest)?, Head::read(&mut rest)?);
            let acts = super::features::LABELS.len();
            let heads = [(&act, acts), (&context, acts), (&about, 2), (&sure, 2)];
            let right = heads.iter().all(|(head, labels)| head.labels == *labels) && rest.is_empty();
            right.then_some(Self { act, context, about, sure })
        };
        read().ok_or(BadWeights { size: bytes.len() })
    }

    /// The weights as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        self.act.write(&mut bytes);
        self.context.write(&mut bytes);
        self.about.write(&mut bytes);
        self.sure.write(&mut bytes);
        bytes
    }
}
