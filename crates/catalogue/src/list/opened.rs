//! Workbooks that somebody sends. A small file can promise to hold more than any memory, by mistake or
//! on purpose; so it is unpacked and laid out only as far as an office fills in sheets.

use std::io::{Cursor, Read};

use calamine::{Cell, Data, DataRef, Range, Reader, Xlsx};
use zip::ZipArchive;

use super::SheetError;

/// So many bytes may a workbook unpack to.
const MOST_UNPACKED: u64 = 64 << 20;
/// So many files may stand in it.
const MOST_FILES: usize = 1_000;
/// Beyond these nobody fills in a cell. All cells up to the last one are set aside at once.
const MOST_ROWS: u32 = 20_000;
const MOST_COLUMNS: u32 = 100;
/// The number of its texts, for which room is set aside before they are read, has so many digits.
const MOST_DIGITS: usize = 6;

/// The tab of a workbook with this name, or its first one: how it is called, and its cells.
///
/// # Errors
/// Where the file is no workbook, or holds more than anybody fills in.
pub fn opened(bytes: &[u8], tab: &str) -> Result<(String, Range<Data>), SheetError> {
    fits(bytes)?;
    // What the unpacker says of a file of another kind helps nobody.
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::Read)?;
    let names = book.sheet_names();
    let name = names.iter().find(|name| *name == tab).or(names.first());
    let name = name.cloned().unwrap_or_default();
    let range = laid_out(&mut book, &name)?;
    Ok((name, range))
}

/// Unpacks all of it once, as far as that goes, and keeps nothing.
fn fits(bytes: &[u8]) -> Result<(), SheetError> {
    let mut book = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Read)?;
    if book.len() > MOST_FILES {
        return Err(SheetError::TooLarge);
    }
    let (mut left, mut text) = (MOST_UNPACKED, Vec::new());
    for index in 0..book.len() {
        let mut file = book.by_index(index).map_err(|_| SheetError::Read)?;
        text.clear();
        // What the file says of its size may be wrong, so one byte more than allowed is asked for.
        let read = file.by_ref().take(left + 1).read_to_end(&mut text);
        read.map_err(|_| SheetError::Read)?;
        left = left.checked_sub(text.len() as u64).ok_or(SheetError::TooLarge)?;
        if promises_too_much(&text) {
            return Err(SheetError::TooLarge);
        }
    }
    Ok(())
}

/// Whether a list of texts says that it has more of them than any sheet.
fn promises_too_much(text: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    // In UTF-16 each of these letters has a zero beside it.
    let plain: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let mut places = plain.windows(NAME.len()).enumerate().filter(|(_, part)| *part == NAME);
    places.any(|(at, _)| {
        let rest = plain[at + NAME.len()..].iter();
        let number = rest.skip_while(|byte| b" \t\r\n=\"'+".contains(*byte));
        number.take_while(|byte| byte.is_ascii_digit()).count() > MOST_DIGITS
    })
}

fn laid_out(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Range<Data>, SheetError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|_| SheetError::Read)?;
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|_| SheetError::Read)? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(SheetError::TooLarge);
        }
        cells.push(Cell::new((row, column), Data::from(cell.get_value().clone())));
    }
    Ok(Range::from_sparse(cells))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::list::cell_text;

    fn zipped(name: &str, mut content: impl Read) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut content, &mut zip).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn is_too_large(bytes: &[u8]) -> bool {
        matches!(opened(bytes, "x"), Err(SheetError::TooLarge))
    }

    #[test]
    fn a_small_file_that_would_fill_the_memory_is_refused() {
        let bomb = zipped("xl/sheet1.xml", std::io::repeat(0).take(MOST_UNPACKED + 1));
        assert!(bomb.len() < 1 << 20 && is_too_large(&bomb), "{} bytes", bomb.len());
        for count in ["\"99999999999999\"", " = '1000000'", "=\"+0000000\""] {
            let strings = format!("<sst uniqueCount{count}/>");
            assert!(is_too_large(&zipped("xl/sharedStrings.xml", strings.as_bytes())), "{count}");
        }
        let wide: Vec<u8> =
            "<sst uniqueCount=\"99999999\"/>".bytes().flat_map(|b| [b, 0]).collect();
        assert!(is_too_large(&zipped("xl/sharedStrings.xml", wide.as_slice())), "in UTF-16");
        let mut far = Workbook::new();
        let page = far.add_worksheet();
        page.write_string(0, 0, "姓名").unwrap();
        page.write_string(1_048_575, 16_383, "远").unwrap();
        assert!(is_too_large(&far.save_to_buffer().unwrap()), "one cell in the farthest corner");
        assert!(matches!(opened(b"no zip", "x"), Err(SheetError::Read)));
    }

    #[test]
    fn a_workbook_as_offices_fill_it_in_is_laid_out() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("说明").unwrap();
        let page = book.add_worksheet();
        page.set_name("人员").unwrap();
        page.write_string(0, 0, "姓名").unwrap();
        page.write_number(9, 3, 7).unwrap();
        let (name, range) = opened(&book.save_to_buffer().unwrap(), "人员").unwrap();
        assert_eq!((name.as_str(), range.get_size()), ("人员", (10, 4)));
        assert_eq!(range.get((0, 0)), Some(&Data::String("姓名".to_owned())));
        assert_eq!(range.get((9, 3)).map(cell_text).as_deref(), Some("7"));
    }
}
