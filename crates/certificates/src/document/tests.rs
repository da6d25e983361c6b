//! Documents as files: size, sameness, metadata, words, and what the tools of others say of them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use sha2::{Digest, Sha256};

use super::*;

const LARGEST: usize = 60 * 1000;

#[test]
fn every_kind_is_small_archival_and_the_same_each_time() {
    for (name, document) in samples::all() {
        let pdf = document.pdf().unwrap();
        assert!(pdf.len() <= LARGEST, "{name} has {} bytes", pdf.len());
        assert!(pdf == document.pdf().unwrap(), "{name} differs from one making to the next");
        let text = String::from_utf8_lossy(&pdf);
        for sign in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>B</pdfaid:conformance>",
            "zh-CN",
            "2026-11-22T00:00:00+08:00",
            document.title(),
        ] {
            assert!(text.contains(sign), "{name} lacks {sign}");
        }
        println!("{name}: {} bytes", pdf.len());
    }
}

/// Twenty documents of each kind, none like another, since one that was made before is only looked
/// up; the median, which is what a clerk waits for while the machine does other work too.
#[test]
fn every_kind_is_made_within_fifty_milliseconds() {
    for (name, document) in samples::all() {
        let make = |number: u32| {
            let document = another(&document, number);
            #[allow(clippy::disallowed_methods)]
            let begun = std::time::Instant::now();
            document.pdf().unwrap();
            begun.elapsed()
        };
        make(0);
        let mut taken: Vec<_> = (1..=20).map(make).collect();
        taken.sort_unstable();
        let median = taken[taken.len() / 2];
        assert!(median.as_millis() < 50, "{name} takes {median:?}");
    }
}

#[test]
fn another_date_or_number_gives_another_file() {
    let Document::Certificate(certificate) = samples::all().remove(6).1 else { unreachable!() };
    let mut later = certificate.clone();
    later.head.date = jiff::civil::date(2026, 11, 23);
    assert_ne!(
        Document::Certificate(certificate).pdf().unwrap(),
        Document::Certificate(later).pdf().unwrap()
    );
}

#[test]
fn names_with_rare_characters_are_printed_whole() {
    for name in ["龚䶮", "王㛃", "王𠮷", "赵𫐄", "李〇", "穆罕默德·艾力", "①→℃“…”—", samples::RARE]
    {
        let certificate = Document::Certificate(samples::certificate(name));
        let pdf = certificate.pdf().unwrap();
        if let Some(text) = tool("pdftotext", &["-layout"], &pdf, &["-"]) {
            assert!(text.contains(name), "{name} is not in the text: {text}");
        }
    }
}

/// GB 18030-2022, level 3: what systems of public service must be able to write.
#[test]
fn every_hanzi_of_the_national_standard_has_a_glyph() {
    let blocks = [
        ('\u{3007}', '\u{3007}'),
        ('\u{3400}', '\u{4DB5}'),
        ('\u{4E00}', '\u{9FEF}'),
        ('\u{20000}', '\u{2A6D6}'),
        ('\u{2A700}', '\u{2B734}'),
        ('\u{2B740}', '\u{2B81D}'),
        ('\u{2B820}', '\u{2CEA1}'),
        ('\u{2CEB0}', '\u{2EBE0}'),
    ];
    let missing = blocks.iter().flat_map(|(first, last)| *first..=*last);
    let missing: Vec<char> = missing.filter(|letter| !press::covers(*letter)).collect();
    assert!(missing.is_empty(), "{} without a glyph, {:?} first", missing.len(), missing.first());
}

#[test]
fn a_character_without_a_glyph_is_named_by_its_code_point_and_place() {
    for (name, code) in [("王\u{31350}", "U+31350"), ("李🧓", "U+1F9D3"), ("\u{E000}", "U+E000")]
    {
        let error = Document::Certificate(samples::certificate(name)).pdf().unwrap_err();
        let words = error.to_string();
        assert!(words.contains(code) && words.contains("/holder"), "{words}");
        assert!(!words.contains('王') && !words.contains('李'), "personal data in {words}");
    }
}

#[test]
fn markup_in_the_data_is_only_text() {
    let name = "#panic() $x$ *a* \\ [b] <c> // d";
    let pdf = Document::Certificate(samples::certificate(name)).pdf().unwrap();
    if let Some(text) = tool("pdftotext", &["-layout"], &pdf, &["-"]) {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn what_is_asked_in_review_has_a_title_of_its_own() {
    let Document::Supplement(before) = samples::all().remove(2).1 else { unreachable!() };
    let review = Supplement { once: false, ..before.clone() };
    for (paper, title, heading) in
        [(before, "补正材料告知书", "需要补正的内容"), (review, "补充材料通知书", "需要补充的内容")]
    {
        let document = Document::Supplement(paper);
        assert_eq!(document.title(), title);
        let Some(text) = tool("pdftotext", &["-layout"], &document.pdf().unwrap(), &["-"]) else {
            return;
        };
        let text: String = text.split_whitespace().collect();
        assert!(text.contains(title) && text.contains(heading), "{title}: {text}");
    }
}

#[test]
fn the_paper_says_what_the_data_says() {
    for (name, wanted) in [
        ("receipt", &["申请回执", "33082520261122000017", "接下来", "演示数据 DEMO"][..]),
        ("acceptance", &["2026年12月4日", "暂定", "行政许可法"]),
        ("supplement", &["社会保障卡正面照片", "2026年12月22日", "暂定", "一次性告知", "不计入"]),
        ("non-acceptance", &["不予受理", "柯城区", "60日内", "6个月内"]),
        ("granted", &["准予发放高龄津贴", "行政复议", "龙游县民政局"]),
        ("refused", &["不予批准决定书", "行政诉讼法"]),
        ("certificate", &["高龄津贴资格确认书", "U", "2027年11月21日", "扫码核验"]),
    ] {
        let document = samples::all().into_iter().find(|(kind, _)| *kind == name).unwrap().1;
        let Some(text) = tool("pdftotext", &["-layout"], &document.pdf().unwrap(), &["-"]) else {
            return;
        };
        // A line may break inside a phrase.
        let text: String = text.split_whitespace().collect();
        for words in wanted {
            let words: String = words.split_whitespace().collect();
            assert!(text.contains(&words), "{name} lacks {words}: {text}");
        }
    }
}

#[test]
fn qpdf_finds_nothing_wrong() {
    for (name, document) in samples::all() {
        let pdf = document.pdf().unwrap();
        let Some(said) = tool("qpdf", &["--check"], &pdf, &[]) else { return };
        assert!(said.contains("No syntax or stream encoding errors"), "{name}: {said}");
    }
}

#[test]
fn every_font_is_embedded_and_only_the_glyphs_that_are_used() {
    for (name, document) in samples::all() {
        let Some(said) = tool("pdffonts", &[], &document.pdf().unwrap(), &[]) else { return };
        // name, type (of two words for some), encoding, emb, sub, uni, object ID (two numbers)
        let fonts: Vec<&str> = said.lines().skip(2).collect();
        assert!(!fonts.is_empty(), "{name}: {said}");
        for font in fonts {
            let mut columns = font.split_whitespace().rev().skip(2);
            let (_unicode, subset, embedded) = (columns.next(), columns.next(), columns.next());
            assert_eq!((embedded, subset), (Some("yes"), Some("yes")), "{name}: {said}");
        }
    }
}

#[test]
fn the_mark_of_the_demo_is_there_only_in_the_demo() {
    for demo in [true, false] {
        let mut certificate = samples::certificate("龚䶮");
        certificate.head.demo = demo;
        let pdf = Document::Certificate(certificate).pdf().unwrap();
        let Some(text) = tool("pdftotext", &["-layout"], &pdf, &["-"]) else { return };
        assert_eq!(text.contains("演示数据"), demo);
        assert_eq!(text.contains("同等法律效力"), !demo);
    }
}

#[test]
fn the_fonts_are_those_that_the_readme_names() {
    let readme = include_str!("../../fonts/README.md");
    for (file, bytes) in press::FACES {
        let digest: String =
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let line = readme.lines().find(|line| line.contains(file)).unwrap();
        assert!(line.contains(&digest), "{file} has the digest {digest}");
    }
}

/// Run by hand with `--ignored`: 2,000 documents, each with its own words, for time and memory.
#[test]
#[ignore = "a measurement"]
fn two_thousand_documents() {
    for round in 0..2_000 {
        let holder: String = (0..3)
            .map(|place| char::from_u32(0x4E00 + (round * 37 + place * 911) % 20_000).unwrap())
            .collect();
        let mut certificate = samples::certificate(&holder);
        certificate.case_number = round.to_string();
        Document::Certificate(certificate).pdf().unwrap();
        if round % 500 == 499 {
            let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
            let memory = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
            println!("after {}: {memory}", round + 1);
        }
    }
}

/// Run by hand with `--ignored`: writes every sample into the target folder, to be looked at.
#[test]
#[ignore = "for the eye"]
fn write_samples() {
    let folder = scratch("samples");
    fs::create_dir_all(&folder).unwrap();
    for (name, document) in samples::all() {
        fs::write(folder.join(format!("{name}.pdf")), document.pdf().unwrap()).unwrap();
    }
    println!("{}", folder.display());
}

/// The same paper for another case of another person.
fn another(document: &Document, number: u32) -> Document {
    let letter =
        |place: u32| char::from_u32(0x4E00 + (number * 37 + place * 911) % 20_000).unwrap();
    let mut document = document.clone();
    let (head, person) = match &mut document {
        Document::Receipt(it) => (&mut it.head, &mut it.about.applicant),
        Document::Acceptance(it) => (&mut it.head, &mut it.about.applicant),
        Document::Supplement(it) => (&mut it.head, &mut it.about.applicant),
        Document::NonAcceptance(it) => (&mut it.head, &mut it.about.applicant),
        Document::Decision(it) => (&mut it.head, &mut it.about.applicant),
        Document::Certificate(it) => (&mut it.head, &mut it.holder),
    };
    head.number = format!("{} {number}", head.number);
    *person = (0..3).map(letter).collect();
    document
}

/// What a tool says of the file; `None`, loudly, where the tool is not installed, which CI may not lack.
fn tool(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> Option<String> {
    let digest: String =
        Sha256::digest(pdf).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let path = scratch(&format!("{program}-{digest}.pdf"));
    fs::write(&path, pdf).unwrap();
    let output = Command::new(program).args(before).arg(&path).args(after).output();
    let _ = fs::remove_file(&path);
    match output {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {output:?}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            let is_ci = std::env::var_os("CI").is_some();
            assert!(!is_ci, "{program} is not installed, so the papers are not checked");
            eprintln!("SKIPPED: {program} is not installed, this check did not run");
            None
        }
    }
}

fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tongban-documents-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}
