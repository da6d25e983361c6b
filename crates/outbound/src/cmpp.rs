//! Text messages over CMPP 2.0 (中国移动通信互联网短信网关接口协议 V2.0): a client for an operator's
//! gateway, and a stand-in of one on the loopback.

mod error;
mod pdu;
mod report;
mod session;
pub mod stand_in;
mod text;

pub use error::SmsError;
pub use report::Report;
pub(crate) use report::has_arrived;
pub use session::{Gateway, Session};
pub use text::ROOM;
