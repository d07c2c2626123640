//! In charge of: what the receiving server says of the sender (Authentication-Results, RFC 8601).
//!
//! Promises: only the topmost fields of a trusted server count: a sender can write any number of them further down.
//! Leaves to: the server the checking of keys and policies.

use super::head::Field;
use crate::model::{Address, Verdict};

/// The verdict on `from`.
pub(super) fn verdict(fields: &[Field], trusted: &[String], from: Option<&Address>) -> Verdict {
    let Some(from) = from else { return Verdict::Silent };
    let mut results: Vec<Said> = Vec::new();
    for field in fields.iter().filter(|field| field.name == "authentication-results") {
        let plain = without_comments(&field.value);
        let mut parts = plain.split(';');
        let server = parts.next().unwrap_or_default().split_whitespace().next().unwrap_or_default();
        if !trusted.iter().any(|name| name.eq_ignore_ascii_case(server)) {
            break;
        }
        results.extend(parts.filter_map(said));
    }
    judge(&results, from.domain())
}

/// One result: `dkim=pass header.d=studio.example`.
struct Said {
    method: String,
    result: String,
    domains: Vec<String>,
}

fn said(part: &str) -> Option<Said> {
    let mut words = part.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let domains = words
        .filter_map(|word| word.split_once('='))
        .filter(|(name, _)| {
            matches!(name.to_ascii_lowercase().as_str(), "header.d" | "header.i" | "header.from" | "smtp.mailfrom")
        })
        .map(|(_, value)| {
            let value = value.trim_matches(['"', '<', '>']);
            value.rsplit('@').next().unwrap_or(value).trim_end_matches('.').to_ascii_lowercase()
        })
        .collect();
    let method = method.split('/').next().unwrap_or(method).to_ascii_lowercase();
    Some(Said { method, result: result.to_ascii_lowercase(), domains })
}

fn judge(results: &[Said], domain: &str) -> Verdict {
    let aligned = |said: &Said| said.domains.iter().any(|one| is_aligned(one, domain));
    let dmarc = results.iter().find(|said| said.method == "dmarc" && (said.domains.is_empty() || aligned(said)));
    match dmarc.map(|said| said.result.as_str()) {
        Some("pass") => return Verdict::Pass,
        Some("fail") => return Verdict::Fail,
        _ => {}
    }
    let checked = |said: &&Said| said.method == "dkim" || said.method == "spf";
    if results.iter().filter(checked).any(|said| said.result == "pass" && aligned(said)) {
        return Verdict::Pass;
    }
    let refused = |said: &Said| matches!(said.result.as_str(), "fail" | "softfail");
    if results.iter().filter(checked).any(|said| refused(said) && aligned(said)) {
        return Verdict::Fail;
    }
    Verdict::Silent
}

/// The same domain, or one below the other.
fn is_aligned(one: &str, other: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        outer.contains('.') && inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    below(one, other) || below(other, one)
}

/// `value` without comments in parentheses, nested ones too.
fn without_comments(value: &str) -> String {
    let mut depth = 0usize;
    let mut plain = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            other if depth == 0 => plain.push(other),
            _ => {}
        }
    }
    plain
}
