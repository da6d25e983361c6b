//! The header `traceparent` of W3C Trace Context: to which trace of the caller a request belongs.

use axum::http::HeaderMap;

/// The header as it was sent, if it is well formed; whatever else stands there is not repeated
/// anywhere.
pub(crate) fn of(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let parts: Vec<&str> = text.split('-').collect();
    let [version, trace, parent, flags] = parts.as_slice() else { return None };
    let hex = |text: &str, length| {
        text.len() == length
            && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let is_zero = |text: &str| text.bytes().all(|b| b == b'0');
    let fits = *version == "00" && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
    (fits && !is_zero(trace) && !is_zero(parent)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_well_formed_is_taken() {
        let check = |text: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", text.parse().unwrap());
            assert_eq!(of(&headers).is_some(), expected, "{text}");
        };
        check("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true);
        check("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false);
        check("00-00000000000000000000000000000000-b7ad6b7169203331-01", false);
        check("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false);
        check("00-zhangsan-b7ad6b7169203331-01", false);
        assert_eq!(of(&HeaderMap::new()), None);
    }
}
