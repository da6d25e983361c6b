//! Just enough XML for GraphML: tags with their attributes, text, and the five entities.
//!
//! Document types are refused, so that nothing expands; nothing nests in memory, so that no depth
//! of a file takes more than the file itself.

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// The beginning of an element; `is_empty` where it ends at once.
    Open { name: &'a str, attributes: &'a str, is_empty: bool },
    /// The end of an element.
    Close(&'a str),
    /// What stands between tags, as it is written.
    Text(&'a str),
}

/// Goes through a document from front to back.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The line that it has come to, from 1.
    pub(super) fn line(&self) -> usize {
        self.text.as_bytes()[..self.at].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The next part; none at the end. Names are without their prefix.
    pub(super) fn event(&mut self) -> Result<Option<Event<'a>>, &'static str> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return Ok(None);
            }
            if !rest.starts_with('<') {
                let end = rest.find('<').unwrap_or(rest.len());
                self.at += end;
                return Ok(Some(Event::Text(&rest[..end])));
            }
            if rest.starts_with("<!--") {
                self.pass("-->")?;
            } else if rest.starts_with("<?") {
                self.pass("?>")?;
            } else if rest.starts_with("<!") {
                return Err("document types are not read: leave <!...> out");
            } else {
                return self.tag(rest).map(Some);
            }
        }
    }

    /// Goes on after the end of a comment or an instruction.
    fn pass(&mut self, end: &str) -> Result<(), &'static str> {
        let found = self.text[self.at..].find(end).ok_or("a comment does not end")?;
        self.at += found + end.len();
        Ok(())
    }

    fn tag(&mut self, rest: &'a str) -> Result<Event<'a>, &'static str> {
        let end = tag_end(rest).ok_or("a tag does not end")?;
        self.at += end + 1;
        let inner = &rest[1..end];
        if let Some(name) = inner.strip_prefix('/') {
            return Ok(Event::Close(local(name.trim())));
        }
        let (inner, is_empty) = match inner.strip_suffix('/') {
            Some(inner) => (inner, true),
            None => (inner, false),
        };
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        Ok(Event::Open { name: local(name), attributes, is_empty })
    }
}

/// Where a tag ends: the first `>` outside quotes.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        let (value, next) = after[1..].split_once(quote)?;
        if key.trim() == name {
            return Some(plain(value));
        }
        rest = next;
    }
    None
}

/// Text with its entities replaced; one that is not known stays as it is written.
pub(super) fn plain(text: &str) -> String {
    let mut parts = text.split('&');
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        match found {
            Some((letter, rest)) => {
                made.push(letter);
                made.push_str(rest);
            }
            None => {
                made.push('&');
                made.push_str(part);
            }
        }
    }
    made
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_entities() {
        let attributes = r#"id = "d5" attr.name='a "b" &lt;&#x4e1c;&#36335;&no;' x="1>2""#;
        assert_eq!(attribute(attributes, "id").as_deref(), Some("d5"));
        assert_eq!(attribute(attributes, "attr.name").as_deref(), Some("a \"b\" <东路&no;"));
        assert_eq!(attribute(attributes, "name"), None);
        let mut scanner = Scanner::new("<g:a x=\"1>2\"/>\n<!-- <b/> -->t</a>");
        let attributes = "x=\"1>2\"";
        let open = Event::Open { name: "a", attributes, is_empty: true };
        let expected = [open, Event::Text("\n"), Event::Text("t"), Event::Close("a")];
        for event in expected {
            assert_eq!(scanner.event(), Ok(Some(event)));
        }
        assert_eq!((scanner.event(), scanner.line()), (Ok(None), 2));
    }
}
