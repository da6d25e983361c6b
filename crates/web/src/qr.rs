//! QR codes as SVG text: one path, square modules, the quiet zone included.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder, QRCode};

/// Modules of white around the code, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

/// The text is too long for any QR code (about 2,300 bytes at this level of correction).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for a QR code: it has {bytes} bytes, at most 2331 fit")]
pub struct TooLong {
    /// Length of the text.
    pub bytes: usize,
}

/// A QR code (error correction M) as an SVG element that takes the size of its box.
///
/// The element has no words of its own: whoever shows it gives it a label and prints the address beside it.
pub fn qr_svg(text: &str) -> Result<String, TooLong> {
    let code =
        QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| TooLong { bytes: text.len() })?;
    let side = code.size + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{}\"/></svg>",
        outline(&code)
    ))
}

/// One rectangle for each horizontal run of dark modules: a third of the text of one per module.
fn outline(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|column| code[y][*column].value()).count();
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints the path back into pixels and reads it with another library.
    fn read(svg: &str) -> String {
        let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
        let mut dark = vec![vec![false; side]; side];
        let path = svg.split("#000\" d=\"").nth(1).unwrap();
        for part in path.split('M').skip(1) {
            let x: usize = part.split(' ').next().unwrap().parse().unwrap();
            let y: usize = between(part, " ", "h").parse().unwrap();
            let run: usize = between(part, "h", "v").parse().unwrap();
            dark[y][x..x + run].fill(true);
        }
        const SCALE: usize = 4;
        let pixels = side * SCALE;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(pixels, pixels, |x, y| {
            if dark[y / SCALE][x / SCALE] { 0 } else { 255 }
        });
        image.detect_grids().first().map(|grid| grid.decode().unwrap().1).unwrap_or_default()
    }

    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap()
    }

    #[test]
    fn another_reader_reads_what_was_written() {
        for text in
            ["https://tongban.example/verify/7K3M9QWXTZ4H8N2P", "核验：龙游县", &"a".repeat(300)]
        {
            assert_eq!(read(&qr_svg(text).unwrap()), text);
        }
    }

    #[test]
    fn a_text_that_fits_nowhere_is_an_error() {
        assert_eq!(qr_svg(&"x".repeat(5000)), Err(TooLong { bytes: 5000 }));
    }
}
