//! What a gateway hands over on its own (CMPP_DELIVER): whether a message reached its telephone, or
//! what somebody answered us; pure.

use super::SmsError;
use super::pdu::{Reader, hex, padded};

/// Bytes of a report inside the message that carries it.
const REPORT: usize = 60;
/// The gateway's word for a message that has arrived.
const ARRIVED: &str = "DELIVRD";
/// Its word for a message that is still on its way.
const ON_ITS_WAY: &str = "ACCEPTD";

/// What a gateway reports of a message that it has taken. Its number and words are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The gateway's number of the message, as its answer gave it.
    pub message: String,
    /// The gateway's word for what became of it: `DELIVRD`, `UNDELIV`, `EXPIRED` …
    pub state: String,
}

impl Report {
    /// Whether the message has reached its telephone.
    #[must_use]
    pub fn arrived(&self) -> bool {
        has_arrived(&self.state)
    }

    /// Whether this is the last word.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.state != ON_ITS_WAY
    }
}

/// Whether a gateway's word means that the message has reached its telephone.
pub(crate) fn has_arrived(state: &str) -> bool {
    state == ARRIVED
}

/// What was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivered {
    /// The gateway's number of this message, for the answer.
    pub id: [u8; 8],
    /// What it reports; none where it is somebody's answer, which is not read.
    pub report: Option<Report>,
}

/// Reads the body of what was handed over.
pub(super) fn delivered(body: &[u8]) -> Result<Delivered, SmsError> {
    let mut reader = Reader(body);
    let id = reader.id()?;
    // Dest_Id, Service_Id, TP_pid, TP_udhi, Msg_Fmt, Src_terminal_Id.
    reader.take(21 + 10 + 3 + 21)?;
    let is_report = reader.byte()? == 1;
    let length = usize::from(reader.byte()?);
    let content = reader.take(length)?;
    reader.take(8)?; // Reserved
    if !reader.0.is_empty() {
        return Err(SmsError::Garbled("bytes after the end"));
    }
    let report = is_report.then(|| report(content)).transpose()?;
    Ok(Delivered { id, report })
}

fn report(content: &[u8]) -> Result<Report, SmsError> {
    if content.len() != REPORT {
        return Err(SmsError::Garbled("a report of another length"));
    }
    let mut reader = Reader(content);
    let message = hex(&reader.id()?);
    let state = reader.text(7)?;
    // Submit_time, Done_time, Dest_terminal_Id and SMSC_sequence are of no use to anybody here.
    if state.is_empty() || !state.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SmsError::Garbled("a report without its word"));
    }
    Ok(Report { message, state })
}

/// The body that answers it: its number again, and the result; 1 where its layout is wrong.
pub(super) fn answer(id: &[u8; 8], result: u8) -> Vec<u8> {
    id.iter().copied().chain([result]).collect()
}

/// What a stand-in hands over.
pub(super) struct Handed<'a> {
    /// Its number of what it hands over.
    pub id: [u8; 8],
    /// Our number there.
    pub number: &'a str,
    /// The service.
    pub service: &'a str,
    /// The telephone.
    pub phone: &'a str,
}

/// The body of a report, as a gateway writes it.
pub(super) fn report_body(handed: &Handed<'_>, message: [u8; 8], state: &str) -> Vec<u8> {
    let mut content = message.to_vec();
    content.extend(padded(state, 7));
    content.extend(padded("2611221605", 10)); // Submit_time: YYMMDDHHMM
    content.extend(padded("2611221606", 10)); // Done_time
    content.extend(padded(handed.phone, 21));
    content.extend_from_slice(&[0, 0, 0, 9]); // SMSC_sequence
    body(handed, 0, true, &content)
}

/// The body of somebody's answer, as a gateway writes it.
pub(super) fn reply_body(handed: &Handed<'_>, content: &[u8]) -> Vec<u8> {
    body(handed, 8, false, content)
}

fn body(handed: &Handed<'_>, format: u8, is_report: bool, content: &[u8]) -> Vec<u8> {
    let mut body = handed.id.to_vec();
    body.extend(padded(handed.number, 21)); // Dest_Id
    body.extend(padded(handed.service, 10)); // Service_Id
    body.extend_from_slice(&[0, 0, format]); // TP_pid, TP_udhi, Msg_Fmt
    body.extend(padded(handed.phone, 21)); // Src_terminal_Id
    body.push(u8::from(is_report)); // Registered_Delivery
    body.push(u8::try_from(content.len()).unwrap_or(u8::MAX)); // Msg_Length
    body.extend_from_slice(content);
    body.extend(padded("", 8)); // Reserved
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANDED: Handed<'_> = Handed {
        id: [1, 2, 3, 4, 5, 6, 7, 8],
        number: "10690825",
        service: "gov",
        phone: "13000000000",
    };

    /// The bytes as the specification lays them out, written down one field a line.
    fn by_the_book(state: &[u8; 7]) -> Vec<u8> {
        let fields: [&[u8]; 17] = [
            &[1, 2, 3, 4, 5, 6, 7, 8],             // Msg_Id
            b"10690825\0\0\0\0\0\0\0\0\0\0\0\0\0", // Dest_Id
            b"gov\0\0\0\0\0\0\0",                  // Service_Id
            &[0],                                  // TP_pid
            &[0],                                  // TP_udhi
            &[0],                                  // Msg_Fmt
            b"13000000000\0\0\0\0\0\0\0\0\0\0",    // Src_terminal_Id
            &[1],                                  // Registered_Delivery
            &[60],                                 // Msg_Length
            &[0xa1, 0xb2, 0, 0, 0, 0, 0, 0xff],    // Msg_Id of the message
            state,                                 // Stat
            b"2611221605",                         // Submit_time
            b"2611221606",                         // Done_time
            b"13000000000\0\0\0\0\0\0\0\0\0\0",    // Dest_terminal_Id
            &[0, 0, 0, 9],                         // SMSC_sequence
            &[0, 0, 0, 0],                         // Reserved
            &[0, 0, 0, 0],
        ];
        fields.concat()
    }

    #[test]
    fn a_report_is_read_and_written_by_the_book() {
        let message = [0xa1, 0xb2, 0, 0, 0, 0, 0, 0xff];
        let check = |state: &[u8; 7], arrived: bool, is_final: bool| {
            let bytes = by_the_book(state);
            assert_eq!(bytes.len(), 73 + 60);
            let word = std::str::from_utf8(state).unwrap();
            assert_eq!(report_body(&HANDED, message, word), bytes);
            let read = delivered(&bytes).unwrap();
            assert_eq!(read.id, HANDED.id);
            let report = read.report.unwrap();
            assert_eq!(
                (report.message.as_str(), report.state.as_str()),
                ("a1b20000000000ff", word)
            );
            assert_eq!((report.arrived(), report.is_final()), (arrived, is_final), "{word}");
            assert!((0..bytes.len()).all(|cut| delivered(&bytes[..cut]).is_err()));
        };
        check(b"DELIVRD", true, true);
        check(b"UNDELIV", false, true);
        check(b"EXPIRED", false, true);
        check(b"MA:0054", false, true);
        check(b"ACCEPTD", false, false);
        assert_eq!(answer(&HANDED.id, 0), [1, 2, 3, 4, 5, 6, 7, 8, 0]);
    }

    #[test]
    fn somebodys_answer_is_no_report_and_nonsense_is_refused() {
        let reply = reply_body(&HANDED, &[0x59, 0x7d]);
        assert_eq!(reply.len(), 73 + 2);
        assert_eq!(delivered(&reply).unwrap(), Delivered { id: HANDED.id, report: None });
        assert!(delivered(&by_the_book(&[0; 7])).is_err(), "a report without its word");
        assert!(delivered(&by_the_book(b"\xff\xfe\xfd\xfc\xfb\xfa\xf9")).is_err());
        let mut short = by_the_book(b"DELIVRD");
        short[64] = 59;
        assert!(delivered(&short).is_err());
    }
}
