//! Workbooks for tests, part by part.

use std::fmt::Write as _;

use crate::pack::Zip;

/// A workbook by hand: its sheets, each with rows of cells.
pub(crate) fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut list = String::new();
    let mut relations = String::new();
    let mut files: Vec<(String, String)> = Vec::new();
    for (at, (name, state, rows)) in (1..).zip(sheets) {
        write!(
            list,
            "<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"r{at}\"/>"
        )
        .unwrap();
        write!(
            relations,
            "<Relationship Id=\"r{at}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        )
        .unwrap();
        files.push((
            format!("xl/worksheets/sheet{at}.xml"),
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    write!(
        relations,
        "<Relationship Id=\"s\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>"
    )
    .unwrap();
    files.push((
        "xl/workbook.xml".to_owned(),
        format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"
        ),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>"),
    ));
    files.push((
        "xl/styles.xml".to_owned(),
        format!(
            "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"00000\"/></numFmts>\
             <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        ),
    ));
    files.push((
        "_rels/.rels".to_owned(),
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"w\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    ));
    files.push((
        "[Content_Types].xml".to_owned(),
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
            .to_owned(),
    ));
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    Zip::of(&files)
}

/// A row of texts, and cells as they stand.
pub(crate) fn cells(row: u32, texts: &[&str]) -> String {
    let cell = |(at, text): (u8, &&str)| {
        let place = format!("{}{row}", char::from(b'A' + at));
        match text.strip_prefix('=') {
            Some(number) => {
                let (style, number) = number.split_once('/').unwrap_or(("0", number));
                format!("<c r=\"{place}\" s=\"{style}\"><v>{number}</v></c>")
            }
            None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = (0..).zip(texts).map(cell).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}
