//! Workbooks of Excel: a sheet as a table of text.
//!
//! The sheet becomes a file as any other program would have written it, a row a
//! line, so that messages name rows as Excel numbers them. Every part is unpacked
//! once, against its checksum, before the library looks at it: it keeps all texts of
//! a workbook in memory, so their size must be known to be bounded.

use std::cell::Cell as Count;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};

use super::fault::{Names, PackFault, Trouble};
use super::layers::Opening;
use super::packing::Packing;
use super::room::Room;
use super::zip::{Directory, Workbook, reader};

/// Bytes of a part that is kept in memory, unpacked.
const MOST_KEPT: u64 = 128 << 20;
/// Bytes of all parts, unpacked.
const MOST: u64 = 2 << 30;
/// Beyond a few megabytes, most bytes for each packed one.
const RATIO: u64 = 200;
/// Rows and columns of a sheet (Excel's own limits).
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// Makes a table of the sheet of this name, else of the first that can be seen;
/// `None` if the file is no workbook that can be read so. Returns the sheet's name.
pub(super) fn unpack_workbook(
    file: &File,
    packing: Packing,
    wanted: Option<&str>,
    opening: &Opening<'_>,
) -> Result<Option<(String, tempfile::TempPath)>, Trouble> {
    if packing != Packing::Zip {
        return Ok(None);
    }
    let mut file = file.try_clone().map_err(Trouble::Read)?;
    let directory = Directory::read(&mut file)?;
    match directory.workbook {
        Some(Workbook::Xlsx) => {}
        Some(Workbook::Other) if wanted.is_none() => return Err(Trouble::Workbook),
        Some(Workbook::Other) | None => {
            file.seek(SeekFrom::Start(0)).map_err(Trouble::Read)?;
            return Ok(None);
        }
    }
    weigh(&mut file, &directory, opening)?;
    file.seek(SeekFrom::Start(0)).map_err(Trouble::Read)?;
    let mut book = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    let name = sheet(&book, wanted)?;
    let count = Count::new(0);
    let mut room = Room::new(opening.folder, Packing::Zip, &count, opening.watch)?;
    write(&mut book, &name, &mut room)?;
    Ok(Some((name, room.close())))
}

fn damaged(error: impl std::fmt::Display) -> Trouble {
    let said = error.to_string();
    PackFault::Sheet { said }.into()
}

/// Unpacks every part to nowhere: its checksum is right, and its size bounded.
fn weigh(file: &mut File, directory: &Directory, opening: &Opening<'_>) -> Result<(), Trouble> {
    let mut all = 0;
    let mut chunk = vec![0; 64 * 1024];
    for entry in directory.files.iter().chain(&directory.litter) {
        if entry.name.ends_with(['/', '\\']) {
            continue;
        }
        // Sheets are read piece by piece, all else as a whole.
        let is_sheet = entry.name.starts_with("xl/worksheets/");
        let most = if is_sheet { MOST } else { MOST_KEPT };
        let count = Count::new(0);
        let mut content = reader(file, entry, &count)?;
        let mut size = 0;
        loop {
            if (opening.watch.stopped)() {
                return Err(Trouble::Stopped);
            }
            let taken = content
                .read(&mut chunk)
                .map_err(|error| Trouble::of(Packing::Zip, error))?;
            if taken == 0 {
                break;
            }
            size += taken as u64;
            all += taken as u64;
            let dense = size > 16 << 20 && size / RATIO > count.get();
            if size > most || all > MOST || dense {
                let name = entry.name.clone();
                return Err(PackFault::SheetTooLarge { name }.into());
            }
        }
        if content.checksum() != entry.crc || size != entry.size {
            let name = entry.name.clone();
            return Err(PackFault::Checksum { name }.into());
        }
    }
    Ok(())
}

/// The name of the sheet to be read.
fn sheet<R: Read + Seek>(book: &Xlsx<R>, wanted: Option<&str>) -> Result<String, Trouble> {
    let sheets = || {
        let all = book.sheets_metadata().iter();
        all.filter(|sheet| sheet.typ == SheetType::WorkSheet)
    };
    let found = match wanted {
        Some(wanted) => sheets().find(|sheet| sheet.name == wanted),
        None => sheets()
            .find(|sheet| sheet.visible == SheetVisible::Visible)
            .or_else(|| sheets().next()),
    };
    match (found, wanted) {
        (Some(sheet), _) => Ok(sheet.name.clone()),
        (None, Some(wanted)) => Err(PackFault::NoSheet {
            wanted: wanted.to_owned(),
            sheets: Names::of(sheets().map(|sheet| sheet.name.as_str())),
        }
        .into()),
        (None, None) => Err(PackFault::NoSheets.into()),
    }
}

/// Writes the rows of a sheet, those without cells as empty lines.
fn write<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    room: &mut Room<'_>,
) -> Result<(), Trouble> {
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    // The mark says that this is UTF-8, whatever a setting says of the shop's files.
    let mut text = String::from("\u{FEFF}");
    let (mut line, mut column) = (0, 0);
    let mut last = None;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
        let (row, at) = cell.get_position();
        if row >= ROWS || at >= COLUMNS || last >= Some((row, at)) {
            return Err(damaged("cells are not in the order of their places"));
        }
        last = Some((row, at));
        let format = cells.styles().get(style);
        let format = format.and_then(|style| style.number_format.as_ref());
        let format = format.map_or("", |format| &*format.format_code);
        let content = content(cell.get_value(), format);
        if content.is_empty() {
            continue;
        }
        while line < row {
            text.push('\n');
            (line, column) = (line + 1, 0);
        }
        while column < at {
            text.push(',');
            column += 1;
        }
        quote(&content, &mut text);
        if text.len() > 64 * 1024 {
            room.write(text.as_bytes())?;
            text.clear();
        }
    }
    if text.len() <= '\u{FEFF}'.len_utf8() && room.written() == 0 {
        return Err(PackFault::NoSheets.into());
    }
    text.push('\n');
    room.write(text.as_bytes())
}

/// A cell in quotes. Its line ends become carriage returns, so that a row is a line.
fn quote(content: &str, text: &mut String) {
    text.push('"');
    let content = content.replace("_x000D_", "").replace("\r\n", "\r");
    for c in content.chars() {
        match c {
            '"' => text.push_str("\"\""),
            '\n' => text.push('\r'),
            c => text.push(c),
        }
    }
    text.push('"');
}

/// What somebody sees in the cell, in a form that says no more than that.
fn content(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Int(number) => padded(&number.to_string(), format),
        DataRef::Float(number) => padded(&plain(*number, format), format),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) => moment(date),
        // `#N/A` and the like: no value.
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A number with the fifteen digits that Excel keeps, a point and no exponent. One
/// that has more digits has lost some, and says so as in the sheet.
fn plain(number: f64, format: &str) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let percent = format.contains('%');
    let number = if percent { number * 100.0 } else { number };
    let sign = if percent { "%" } else { "" };
    if number.abs() >= 1e15 {
        return format!("{number:.5E}").replace('E', "E+");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}{sign}")
}

/// With the zeros in front that a format of zeros shows: `00123`.
fn padded(digits: &str, format: &str) -> String {
    let zeros = format.len() > 1 && format.bytes().all(|byte| byte == b'0');
    if zeros && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{digits:0>width$}", width = format.len().min(64))
    } else {
        digits.to_owned()
    }
}

/// `2026-04-30`, with its time if there is one.
fn moment(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return plain(date.as_f64(), "");
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        // Writing to a string cannot fail.
        let _ = write!(text, " {hour:02}:{minute:02}:{second:02}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_somebody_sees() {
        #[rustfmt::skip]
        let cases = [
            (19.99,                 "General", "19.99"),
            (17.849_999_999_999_998, "0.00",   "17.85"),
            (4_006_381_333_931.0,   "0",       "4006381333931"),
            (123.0,                 "00000",   "00123"),
            (123.0,                 "0000000000000", "0000000000123"),
            (0.19,                  "0%",      "19%"),
            (0.075,                 "0.0%",    "7.5%"),
            (1299.0,                "#,##0.00 €", "1299"),
            (-1.0,                  "General", "-1"),
            (1e-7,                  "General", "0.0000001"),
            (12_345_678_901_234_567.0, "0",    "1.23457E+16"),
            (f64::NAN,              "General", ""),
        ];
        for (number, format, wanted) in cases {
            let got = content(&DataRef::Float(number), format);
            assert_eq!(got, wanted, "{number} {format}");
        }
    }
}
