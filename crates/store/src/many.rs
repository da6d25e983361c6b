//! Statements about many rows at once: one text for any number of them, so that it is prepared once.

use crate::Value;

/// How many rows one statement names at most.
pub const AT_ONCE: usize = 32;

/// Markers with commas between them: `$2, $3, $4` for three from the second on.
#[must_use]
pub fn markers(first: usize, many: usize) -> String {
    let all: Vec<String> = (first..first + many).map(|number| format!("${number}")).collect();
    all.join(", ")
}

/// Values for a list of so many markers: the last one stands again in the places that are left,
/// where it finds nothing new.
#[must_use]
pub fn filled(mut values: Vec<Value>, many: usize) -> Vec<Value> {
    let last = values.last().cloned().unwrap_or(Value::Null);
    values.resize(many.max(values.len()), last);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_with_what_it_has() {
        assert_eq!(markers(2, 3), "$2, $3, $4");
        let [one, two] = [Value::Int(1), Value::Int(2)];
        let filled_up = [one.clone(), two.clone(), two.clone(), two.clone()];
        assert_eq!(filled(vec![one, two], 4), filled_up);
        assert_eq!(filled(Vec::new(), 2), [Value::Null, Value::Null]);
    }
}
