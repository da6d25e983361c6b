//! Sheets that offices fill in: the lines under known heads, and what is wrong with a cell.

use basis::{Fault, Outcome, Refusal, Text};
use calamine::Data;
use catalogue::list::{SheetError, cell_text, column_name, opened};

const MOST_ROWS: usize = 5_000;

/// A line of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The row as a spreadsheet counts it.
    pub(crate) row: u32,
    /// The cells as text, one under each head.
    pub(crate) cells: Vec<String>,
}

/// What is wrong in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellError {
    /// The row as a spreadsheet counts it; 0 where the sheet as a whole is meant.
    pub(crate) row: u32,
    /// The column from 0.
    pub(crate) column: usize,
    /// The head of the column.
    head: &'static str,
    /// What is wrong and how to mend it.
    pub(crate) text: Text,
}

impl CellError {
    /// What is wrong in the cell of a row and column of a sheet with these heads.
    pub(crate) fn new(heads: &[&'static str], at: (u32, usize), text: Text) -> Self {
        let (row, column) = at;
        Self { row, column, head: heads.get(column).copied().unwrap_or_default(), text }
    }

    /// The cell as a spreadsheet names it, such as `C7`, with the head of its column.
    pub(crate) fn cell(&self) -> String {
        match self.row {
            0 => String::new(),
            row => format!("{}{row}（{}）", column_name(self.column), self.head),
        }
    }
}

/// The lines of a workbook below its heads, without empty ones: of the tab with this name, or of the
/// first one.
///
/// # Errors
/// A refusal: no workbook, other columns, no lines, or too many.
pub(crate) fn lines(bytes: &[u8], tab: &str, heads: &[&str]) -> Result<Vec<Line>, Refusal> {
    let (_, range) = opened(bytes, tab).map_err(|error| unread(&error))?;
    let top = range.start().map_or(0, |(row, _)| row);
    let mut rows = range.rows();
    let first: Vec<String> = rows.next().unwrap_or_default().iter().map(cell_text).collect();
    if top != 0 || first.len() < heads.len() || first[..heads.len()] != *heads {
        let columns = heads.join("、");
        return Err(bad(
            format!("第一行应当是：{columns}；请用下载的表格填写"),
            format!("the first row is: {columns}; fill in the workbook that can be downloaded"),
        ));
    }
    let cells = |line: &[Data]| -> Vec<String> {
        (0..heads.len()).map(|column| line.get(column).map(cell_text).unwrap_or_default()).collect()
    };
    let all = (2_u32..).zip(rows).map(|(row, line)| Line { row, cells: cells(line) });
    let lines: Vec<Line> = all.filter(|line| !line.cells.iter().all(String::is_empty)).collect();
    match lines.len() {
        0 => Err(bad("表里一行也没有填", "the sheet has no lines")),
        n if n > MOST_ROWS => {
            Err(bad("一次最多 5000 行，请分几张表", "5,000 lines at most; split it"))
        }
        _ => Ok(lines),
    }
}

/// What is read of a workbook, on a thread beside the server's loop: a workbook unpacks to many times
/// its size, and the loop waits for nobody.
///
/// # Errors
/// The refusal of what is read, or a fault where the thread did not end.
pub(crate) async fn beside<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Outcome<T> {
    let reading = tokio::task::spawn_blocking(read);
    Ok(reading.await.map_err(|error| Fault::because("reading a sheet", error))??)
}

/// Why a file cannot be read at all.
pub(crate) fn unread(error: &SheetError) -> Refusal {
    match error {
        SheetError::TooLarge => bad(
            "表格里的内容远远超过一张清单，没有读。可能在很远的地方有多余的格子：请把要导入的部分复制到一张新表里再传",
            "this workbook holds far more than a list and was not read; there may be stray cells far away: copy what is to be taken in into a new workbook",
        ),
        _ => bad(
            "不是 XLSX 表格，或者读不出来，请用下载的表格填写",
            "this is no XLSX workbook or cannot be read; fill in the one that can be downloaded",
        ),
    }
}

/// A refusal of the file as a whole.
pub(crate) fn bad(zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::invalid("manage.sheet", zh, en).on("file")
}

/// What is wrong with a cell that holds no date.
pub(crate) fn no_date(cell: &str) -> Text {
    Text::new(
        format!("“{cell}”不是日期，写成 2027-01-01"),
        format!("“{cell}” is not a date; write it as 2027-01-01"),
    )
}
