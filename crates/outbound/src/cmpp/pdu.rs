//! The messages of CMPP 2.0 as bytes; pure. All numbers are big-endian, texts are padded with zeros.

use md5::{Digest, Md5};

use super::SmsError;
use super::text::Part;

/// The commands; an answer has the highest bit set.
pub(super) mod command {
    pub const CONNECT: u32 = 1;
    pub const TERMINATE: u32 = 2;
    pub const SUBMIT: u32 = 4;
    pub const DELIVER: u32 = 5;
    pub const ACTIVE_TEST: u32 = 8;
    pub const ANSWER: u32 = 0x8000_0000;
}

/// Length of the header.
pub(super) const HEADER: usize = 12;
/// No message of the protocol is longer.
const LONGEST: usize = 4096;
/// Version 2.0.
pub(super) const VERSION: u8 = 0x20;

/// A message: what it is, which one, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pdu {
    pub command: u32,
    pub sequence: u32,
    pub body: Vec<u8>,
}

impl Pdu {
    /// The bytes on the line.
    pub fn bytes(&self) -> Vec<u8> {
        let length = u32::try_from(HEADER + self.body.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(HEADER + self.body.len());
        for number in [length, self.command, self.sequence] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Reads a header: the message without its body, and how long the body is.
    pub fn header(bytes: [u8; HEADER]) -> Result<(Self, usize), SmsError> {
        let number = |at: usize| {
            u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let length = number(0) as usize;
        if !(HEADER..=LONGEST).contains(&length) {
            return Err(SmsError::Garbled("a length that cannot be"));
        }
        let pdu = Self { command: number(4), sequence: number(8), body: Vec::new() };
        Ok((pdu, length - HEADER))
    }

    /// Cuts the first whole message off what has come so far, if there is one.
    pub fn cut(came: &mut Vec<u8>) -> Result<Option<Self>, SmsError> {
        let Some(header) = came.first_chunk::<HEADER>() else { return Ok(None) };
        let (pdu, length) = Self::header(*header)?;
        if came.len() < HEADER + length {
            return Ok(None);
        }
        let body = came.drain(..HEADER + length).skip(HEADER).collect();
        Ok(Some(Self { body, ..pdu }))
    }
}

/// The proof that we know the secret: MD5 over name, nine zeros, secret and time, as the protocol
/// prescribes.
pub(super) fn authenticator(source: &str, secret: &str, timestamp: u32) -> [u8; 16] {
    let time = format!("{timestamp:010}");
    md5(&[source.as_bytes(), &[0; 9], secret.as_bytes(), time.as_bytes()])
}

/// The gateway's proof that it knows the secret too.
pub(super) fn gateway_authenticator(status: u8, ours: &[u8; 16], secret: &str) -> [u8; 16] {
    md5(&[&[status], ours, secret.as_bytes()])
}

/// The body that asks to be let in.
pub(super) fn connect(source: &str, authenticator: &[u8; 16], timestamp: u32) -> Vec<u8> {
    let mut body = padded(source, 6);
    body.extend_from_slice(authenticator);
    body.push(VERSION);
    body.extend_from_slice(&timestamp.to_be_bytes());
    body
}

/// What the gateway answers: status and its own proof.
pub(super) fn connect_answer(body: &[u8]) -> Result<(u8, [u8; 16]), SmsError> {
    match body {
        [status, proof @ .., _version] => {
            let proof = proof.try_into().map_err(|_| SmsError::Garbled("a short answer"))?;
            Ok((*status, proof))
        }
        _ => Err(SmsError::Garbled("a short answer")),
    }
}

/// From whom and to whom a message goes.
pub(super) struct Envelope<'a> {
    /// Our name at the gateway, six characters.
    pub source: &'a str,
    /// The service under which it is sent.
    pub service: &'a str,
    /// The number that the telephone shows.
    pub number: &'a str,
    /// The telephone.
    pub phone: &'a str,
    /// Whether the gateway shall report what became of it.
    pub wants_report: bool,
}

/// The body of a message to one telephone, free of charge for it.
pub(super) fn submit(envelope: &Envelope<'_>, part: &Part) -> Vec<u8> {
    let is_part = u8::from(part.total > 1);
    let mut body = vec![0; 8]; // Msg_Id: the gateway gives it
    // Pk_total, Pk_number, Registered_Delivery, Msg_level
    body.extend_from_slice(&[part.total, part.number, u8::from(envelope.wants_report), 0]);
    body.extend(padded(envelope.service, 10));
    body.push(2); // Fee_UserType: the sender pays
    body.extend(padded("", 21)); // Fee_terminal_Id
    body.extend_from_slice(&[0, is_part, 8]); // TP_pId, TP_udhi, Msg_Fmt: UCS-2
    body.extend(padded(envelope.source, 6));
    body.extend(padded("01", 2)); // FeeType: free
    body.extend(padded("000000", 6));
    body.extend(padded("", 17)); // Valid_Time
    body.extend(padded("", 17)); // At_Time: at once
    body.extend(padded(envelope.number, 21));
    body.push(1); // DestUsr_tl
    body.extend(padded(envelope.phone, 21));
    body.push(u8::try_from(part.content.len()).unwrap_or(u8::MAX));
    body.extend_from_slice(&part.content);
    body.extend(padded("", 8)); // Reserve
    body
}

/// A message as a gateway reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Submitted {
    pub service: String,
    pub source: String,
    pub number: String,
    pub phone: String,
    pub wants_report: bool,
    pub part: Part,
}

/// Reads the body of a message to one telephone.
pub(super) fn submitted(body: &[u8]) -> Result<Submitted, SmsError> {
    let mut reader = Reader(body);
    reader.take(8)?;
    let (total, number) = (reader.byte()?, reader.byte()?);
    let wants_report = reader.byte()? == 1;
    reader.take(1)?;
    let service = reader.text(10)?;
    reader.take(1 + 21 + 3)?;
    let source = reader.text(6)?;
    reader.take(2 + 6 + 17 + 17)?;
    let shown = reader.text(21)?;
    if reader.byte()? != 1 {
        return Err(SmsError::Garbled("a message to several telephones"));
    }
    let phone = reader.text(21)?;
    let length = usize::from(reader.byte()?);
    let content = reader.take(length)?.to_vec();
    reader.take(8)?;
    if !reader.0.is_empty() {
        return Err(SmsError::Garbled("bytes after the end"));
    }
    let part = Part { total, number, content };
    Ok(Submitted { service, source, number: shown, phone, wants_report, part })
}

/// What the gateway answers: its number of the message, and the result.
pub(super) fn submit_answer(body: &[u8]) -> Result<([u8; 8], u8), SmsError> {
    let mut reader = Reader(body);
    Ok((reader.id()?, reader.byte()?))
}

/// A number of the gateway as it is kept.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn padded(text: &str, length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = text.bytes().take(length).collect();
    bytes.resize(length, 0);
    bytes
}

fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut digest = Md5::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().into()
}

/// Reads a body field by field.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], SmsError> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(SmsError::Garbled("a short message"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8, SmsError> {
        Ok(self.take(1)?[0])
    }

    /// A number of the gateway.
    pub fn id(&mut self) -> Result<[u8; 8], SmsError> {
        self.take(8)?.try_into().map_err(|_| SmsError::Garbled("a short number"))
    }

    pub fn text(&mut self, count: usize) -> Result<String, SmsError> {
        let bytes = self.take(count)?;
        let text: Vec<u8> = bytes.iter().copied().take_while(|byte| *byte != 0).collect();
        String::from_utf8(text).map_err(|_| SmsError::Garbled("a text that is none"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let pdu = Pdu { command: command::SUBMIT, sequence: 7, body: vec![1, 2, 3] };
        let bytes = pdu.bytes();
        assert_eq!(bytes[..12], [0, 0, 0, 15, 0, 0, 0, 4, 0, 0, 0, 7]);
        let (header, rest) = Pdu::header(bytes[..12].try_into().unwrap()).unwrap();
        assert_eq!((header.command, header.sequence, rest), (4, 7, 3));
        assert!(Pdu::header([0; 12]).is_err(), "shorter than its own header");
        assert!(Pdu::header([0xff; 12]).is_err(), "longer than any message");
    }

    #[test]
    fn messages_are_cut_off_what_comes_in_any_pieces() {
        let one = Pdu { command: command::ACTIVE_TEST, sequence: 7, body: vec![] };
        let two = Pdu { command: command::DELIVER, sequence: 8, body: vec![1, 2, 3] };
        let mut came = Vec::new();
        let mut found = Vec::new();
        for byte in [one.bytes(), two.bytes()].concat() {
            came.push(byte);
            found.extend(Pdu::cut(&mut came).unwrap());
        }
        assert_eq!((found, came), (vec![one, two], vec![]));
        assert!(Pdu::cut(&mut vec![0; 12]).is_err());
    }

    /// CMPP 2.0, one field a line: what goes over the line, byte by byte.
    #[test]
    fn a_message_is_laid_out_by_the_book() {
        let envelope = Envelope {
            source: "901234",
            service: "gov",
            number: "10690825",
            phone: "13000000000",
            wants_report: true,
        };
        let part = Part { total: 1, number: 1, content: vec![0x52, 0x9e] };
        let body = submit(&envelope, &part);
        let fields: [&[u8]; 22] = [
            &[0; 8],                               // Msg_Id
            &[1],                                  // Pk_total
            &[1],                                  // Pk_number
            &[1],                                  // Registered_Delivery
            &[0],                                  // Msg_level
            b"gov\0\0\0\0\0\0\0",                  // Service_Id
            &[2],                                  // Fee_UserType
            &[0; 21],                              // Fee_terminal_Id
            &[0],                                  // TP_pId
            &[0],                                  // TP_udhi
            &[8],                                  // Msg_Fmt
            b"901234",                             // Msg_src
            b"01",                                 // FeeType
            b"000000",                             // FeeCode
            &[0; 17],                              // ValId_Time
            &[0; 17],                              // At_Time
            b"10690825\0\0\0\0\0\0\0\0\0\0\0\0\0", // Src_Id
            &[1],                                  // DestUsr_tl
            b"13000000000\0\0\0\0\0\0\0\0\0\0",    // Dest_terminal_Id
            &[2],                                  // Msg_Length
            &[0x52, 0x9e],                         // Msg_Content
            &[0; 8],                               // Reserve
        ];
        assert_eq!(body, fields.concat());
        assert_eq!(body.len(), 126 + 21 + 2);
        let read = submitted(&body).unwrap();
        assert_eq!((read.phone.as_str(), read.source.as_str()), ("13000000000", "901234"));
        assert_eq!((read.number.as_str(), read.part), ("10690825", part));
        assert!(read.wants_report);
        assert!((0..body.len()).all(|cut| submitted(&body[..cut]).is_err()));

        let long = Part { total: 2, number: 1, content: vec![5, 0, 3, 7, 2, 1] };
        let quiet = submit(&Envelope { wants_report: false, ..envelope }, &long);
        assert_eq!((&quiet[8..12], quiet[45]), ([2, 1, 0, 0].as_slice(), 1), "TP_udhi of a part");

        let proof: [u8; 16] = std::array::from_fn(|at| at as u8);
        let login = connect("901234", &proof, 1_122_160_500);
        let expected: [&[u8]; 4] = [b"901234", &proof, &[0x20], &[0x42, 0xe2, 0xcf, 0x74]];
        assert_eq!(login, expected.concat());
        let answer = [&[0][..], &proof, &[0x20]].concat();
        assert_eq!(connect_answer(&answer).unwrap(), (0, proof));
        let taken = [&[1, 2, 3, 4, 5, 6, 7, 8][..], &[0]].concat();
        assert_eq!(submit_answer(&taken).unwrap(), ([1, 2, 3, 4, 5, 6, 7, 8], 0));
        let empty = |command| Pdu { command, sequence: 3, body: vec![] }.bytes();
        assert_eq!(empty(command::ACTIVE_TEST), [0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 3]);
        assert_eq!(empty(command::TERMINATE), [0, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0, 3]);
        let still =
            Pdu { command: command::ACTIVE_TEST | command::ANSWER, sequence: 3, body: vec![0] };
        assert_eq!(still.bytes(), [0, 0, 0, 13, 0x80, 0, 0, 8, 0, 0, 0, 3, 0]);
    }

    #[test]
    fn the_proof_depends_on_secret_and_time() {
        // MD5 of "901234", nine zeros, "secret", "0102030405", worked out with another program.
        let proof = authenticator("901234", "secret", 102_030_405);
        let hex: String = proof.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "1c39df8b9c01798a8f35c3c785cf91ce");
        assert_ne!(proof, authenticator("901234", "Secret", 102_030_405));
        assert_ne!(proof, authenticator("901234", "secret", 102_030_406));
    }
}
