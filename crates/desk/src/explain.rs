//! What the rules of the matter still need to say more.

use rules::Answer;

/// The facts that are missing for the answer or for its amount, by name.
pub(crate) fn missing(answer: &Answer) -> Vec<&str> {
    let of_amount = answer.amount.iter().flat_map(|amount| &amount.missing);
    let mut names: Vec<&str> = answer.missing.iter().chain(of_amount).map(String::as_str).collect();
    names.dedup();
    names
}
