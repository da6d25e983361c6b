//! What an audit can find, in words.

use basis::{RecordId, Text};

use crate::tile::Tile;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A record is not what was committed.
    ChangedRecord {
        /// Which record.
        record: RecordId,
        /// What differs.
        what: &'static str,
    },
    /// A place of the log has no record.
    MissingRecord {
        /// The place, from 0.
        leaf: u64,
    },
    /// A record stands at another place than it was logged at.
    ReorderedRecord {
        /// Which record.
        record: RecordId,
        /// Where it stands.
        leaf: u64,
        /// Where it was logged.
        logged: u64,
    },
    /// A record is empty, and no record says that it was erased.
    SilentErasure {
        /// Which record.
        record: RecordId,
    },
    /// The numbers of a stream are not 1, 2, 3 ..
    StreamGap {
        /// Which stream.
        stream: String,
    },
    /// A stored tile is not what its entries give.
    ChangedTile {
        /// Which tile.
        tile: Tile,
    },
    /// A stored checkpoint cannot be read or was not signed with the log's keys.
    BadCheckpoint {
        /// Its size.
        size: u64,
    },
    /// A signed checkpoint has another root than the records give.
    Contradiction {
        /// Its size.
        size: u64,
    },
    /// There are leaves behind the last checkpoint, or a checkpoint behind the last leaf.
    NoCheckpoint {
        /// How many leaves there are.
        leaves: u64,
    },
    /// A witness's cosignature does not fit the checkpoint that is stored here.
    BadCosignature {
        /// Size of the checkpoint.
        size: u64,
        /// The witness.
        name: String,
    },
    /// A checkpoint brought from outside, signed by this log, has another root: two histories.
    Fork {
        /// Its size.
        size: u64,
    },
    /// A checkpoint brought from outside, signed by this log, is larger than the log.
    CutBack {
        /// Its size.
        size: u64,
        /// How many leaves there are here.
        leaves: u64,
    },
    /// A checkpoint brought from outside is not one of this log.
    ForeignCheckpoint,
}

impl Finding {
    /// The finding in words, with what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        let (zh, en) = match self {
            Self::ChangedRecord { record, what } => (
                format!("记录 {record} 被改过：{what} 与总账中的承诺不符"),
                format!("record {record} was changed: its {what} does not fit what was committed"),
            ),
            Self::MissingRecord { leaf } => (
                format!("总账第 {} 条的记录不见了", leaf + 1),
                format!("the record of leaf {leaf} is missing"),
            ),
            Self::ReorderedRecord { record, leaf, logged } => (
                format!(
                    "记录 {record} 被换了位置：现在是第 {} 条，入账时是第 {} 条",
                    leaf + 1,
                    logged + 1
                ),
                format!(
                    "record {record} was moved: it stands at leaf {leaf}, it was logged as {logged}"
                ),
            ),
            Self::SilentErasure { record } => (
                format!("记录 {record} 的内容被清空了，但没有依法删除的记录：有人动过数据库"),
                format!(
                    "record {record} was emptied, and no record says that it was erased: somebody changed the database"
                ),
            ),
            Self::StreamGap { stream } => (
                format!("“{stream}”的记录编号不连续，有记录缺失"),
                format!("the records of {stream} are not numbered without gaps; one is missing"),
            ),
            Self::ChangedTile { tile } => (
                format!("总账文件 {tile} 与记录不符"),
                format!("tile {tile} does not fit its entries"),
            ),
            Self::BadCheckpoint { size } => (
                format!("{size} 条时的签名页不是用本总账的密钥签的"),
                format!("the checkpoint of size {size} is not signed with the log's keys"),
            ),
            Self::Contradiction { size } => (
                format!("{size} 条时签过名的总账与现在的记录不符：历史被改过"),
                format!(
                    "the signed checkpoint of size {size} contradicts the records: history was changed"
                ),
            ),
            Self::NoCheckpoint { leaves } => (
                format!("总账有 {leaves} 条，但最后的签名页不在这里"),
                format!("there are {leaves} leaves, but the last checkpoint is not for that size"),
            ),
            Self::BadCosignature { size, name } => (
                format!("见证单位 {name} 签的不是这里存着的 {size} 条签名页：存的签名页被换过"),
                format!(
                    "witness {name} did not sign the checkpoint of size {size} that is stored here"
                ),
            ),
            Self::Fork { size } => (
                format!("外面保存的 {size} 条签名页与这里的总账不同：本总账对外给过两套历史"),
                format!(
                    "a checkpoint of size {size} kept elsewhere differs: the log has shown two histories"
                ),
            ),
            Self::CutBack { size, leaves } => (
                format!("外面保存的签名页有 {size} 条，这里只有 {leaves} 条：总账被截短了"),
                format!(
                    "a checkpoint kept elsewhere has {size} leaves, the log has {leaves}: it was cut back"
                ),
            ),
            Self::ForeignCheckpoint => (
                "带来的签名页不是本总账签的，没有参加比对".to_owned(),
                "a checkpoint that was brought is not signed by this log and was not compared"
                    .to_owned(),
            ),
        };
        Text::new(zh, en)
    }
}
