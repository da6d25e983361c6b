//! One full sample of each kind, for the tests: synthetic, with rare characters in the names.

use basis::{Date, LegalSource, Text};
use jiff::civil::date;

use super::*;

/// A name with Extension A, U+3007 and a dot, as names of people have them.
pub const RARE: &str = "䶮㛃〇·买买提";

/// Every kind once; the decision both ways.
pub fn all() -> Vec<(&'static str, Document)> {
    vec![
        ("receipt", Document::Receipt(receipt())),
        ("acceptance", Document::Acceptance(acceptance())),
        ("supplement", Document::Supplement(supplement())),
        ("non-acceptance", Document::NonAcceptance(non_acceptance())),
        ("granted", Document::Decision(decision(true))),
        ("refused", Document::Decision(decision(false))),
        ("certificate", Document::Certificate(certificate("龚䶮"))),
    ]
}

/// A certificate for a holder.
pub fn certificate(holder: &str) -> Certificate {
    let identifier =
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U".to_owned();
    Certificate {
        head: Letterhead { number: identifier, ..head("", true) },
        name: Text::new("高龄津贴资格确认书", "Confirmation of old-age allowance"),
        holder: holder.to_owned(),
        fields: vec![
            field("津贴标准", "80 元/月"),
            field("享受类别", "80 至 89 周岁"),
            field("发放起始月份", "2026年12月"),
            field("发放方式", "社会保障卡银行账户"),
        ],
        issued: TODAY,
        valid_until: Some(date(2027, 11, 21)),
        verify_code: "7K3M9-QWXTZ-4H8N2".to_owned(),
        case_number: "33082520261122000017".to_owned(),
        sources: vec![law("老年人权益保障法", "第三十三条")],
    }
}

const TODAY: Date = date(2026, 11, 22);
const CAVEAT: &str = "（暂定：当年节假日安排尚未公布，公布后重新计算并告知）";

fn head(number: &str, code: bool) -> Letterhead {
    Letterhead {
        issuer: "龙游县民政局".to_owned(),
        number: number.to_owned(),
        date: TODAY,
        phone: "0570-12345".to_owned(),
        demo: true,
        check: code.then(|| Check {
            address: "https://tongban.example/verify/7K3M9QWXTZ4H8N2".to_owned(),
            caption: "扫码核验".to_owned(),
        }),
    }
}

fn about(opening: &str) -> About {
    About {
        opening: opening.to_owned(),
        applicant: RARE.to_owned(),
        matter: "高龄津贴".to_owned(),
        case_number: "33082520261122000017".to_owned(),
    }
}

fn receipt() -> Receipt {
    let material = |name: &str, form: &str, source: &str| Material {
        name: name.to_owned(),
        form: form.to_owned(),
        source: source.to_owned(),
    };
    Receipt {
        head: head("龙民回字〔2026〕第 17 号", true),
        about: about("您提交的申请已经收到。请保管好这份回执。"),
        submitted: "2026年11月22日（星期日）09:30".to_owned(),
        channel: "网上".to_owned(),
        promised: "受理后 10 个工作日".to_owned(),
        materials: vec![
            material("户口簿", "电子", "人口库（免提交）"),
            material("身份证", "电子", "人口库（免提交）"),
            material("社会保障卡", "复印件", "本人上传"),
        ],
        next: vec![
            "街道办事处在 1 个工作日内决定是否受理，结果会发短信告诉您。".to_owned(),
            "受理后，公安和乡镇同时核查，最迟 10 个工作日办结。".to_owned(),
            "批准后，津贴从下个月起打到您的银行卡。".to_owned(),
        ],
        ledger: Some(LedgerLine { record: "01jd9x2v7m4k8q0r5t3w6y1z2b".to_owned() }),
    }
}

fn acceptance() -> Acceptance {
    Acceptance {
        head: head("龙民受字〔2026〕第 17 号", true),
        about: about(
            "您申请办理的“高龄津贴”，材料齐全、符合法定形式，本机关依据《行政许可法》第三十二条的规定，决定予以受理。",
        ),
        ground: "材料齐全、符合法定形式".to_owned(),
        sources: vec![law("行政许可法", "第三十二条第一款第五项")],
        accepted: TODAY,
        statutory: "30 个工作日".to_owned(),
        promised: "10 个工作日".to_owned(),
        due: date(2026, 12, 4),
        provisional: true,
        caveat: CAVEAT.to_owned(),
        fee: "不收费".to_owned(),
        next: vec!["您不用再跑，办好后我们发短信告诉您。".to_owned()],
    }
}

fn supplement() -> Supplement {
    Supplement {
        head: head("龙民补字〔2026〕第 3 号", true),
        about: about(
            "您申请办理的“高龄津贴”还缺下列内容。本机关依据《行政许可法》第三十二条的规定，一次性告知如下。",
        ),
        once: true,
        sources: vec![law("行政许可法", "第三十二条第一款第四项")],
        wanted: vec![
            Wanted {
                what: "社会保障卡正面照片".to_owned(),
                reason: "上传的照片看不清卡号。".to_owned(),
                how: "用手机重新拍一张，在“我的办件”里上传；也可以拿到窗口扫描。".to_owned(),
            },
            Wanted {
                what: "户口迁移日期".to_owned(),
                reason: "人口库里没有登记。".to_owned(),
                how: "在“我的办件”里填写，或打电话告诉我们。".to_owned(),
            },
        ],
        reply_by: Some(date(2026, 12, 22)),
        provisional: true,
        caveat: CAVEAT.to_owned(),
        clock: "补正的时间不计入办理时限。".to_owned(),
        lapse: "到期没有补齐的，视为撤回申请，以后可以重新申请。".to_owned(),
    }
}

fn non_acceptance() -> NonAcceptance {
    NonAcceptance {
        head: head("龙民不受字〔2026〕第 1 号", true),
        about: about(
            "您申请办理的“高龄津贴”，经审查，本机关依据《行政许可法》第三十二条的规定，决定不予受理。",
        ),
        submitted: TODAY,
        sources: vec![law("行政许可法", "第三十二条第一款第二项")],
        reasons: vec!["您的户口登记在衢州市柯城区，不属于本机关的办理范围。".to_owned()],
        elsewhere: "请向户口所在地的柯城区民政局申请，电话 0570-3021111。".to_owned(),
        appeal: Some(appeal()),
    }
}

fn decision(granted: bool) -> Decision {
    let (title, result, detail) = if granted {
        ("准予决定书", "准予发放高龄津贴。", "标准：每月 80 元，从 2026年12月起发放。")
    } else {
        ("不予批准决定书", "不予批准。", "")
    };
    Decision {
        head: head("龙民决字〔2026〕第 12 号", true),
        title: title.to_owned(),
        about: about("您申请办理的“高龄津贴”，本机关已经审查完毕。"),
        submitted: TODAY,
        granted,
        result: result.to_owned(),
        detail: detail.to_owned(),
        findings: vec![
            "申请人户口登记在龙游县东华街道。".to_owned(),
            "申请人出生于 1946年10月3日，已满 80 周岁。".to_owned(),
        ],
        reasons: vec!["申请人年龄和户籍的核查结果如上。".to_owned()],
        sources: vec![law("老年人权益保障法", "第三十三条")],
        elsewhere: String::new(),
        appeal: Some(appeal()),
    }
}

fn appeal() -> Appeal {
    Appeal {
        words: "对本决定不服的，可以自收到本文书之日起60日内向龙游县人民政府申请行政复议（《行政复议法》第二十条），\
            也可以自收到本文书之日起6个月内向龙游县人民法院提起行政诉讼（《行政诉讼法》第四十六条）。"
            .to_owned(),
        review: Remedy {
            to: "龙游县人民政府".to_owned(),
            within: "60日".to_owned(),
            sources: vec![law("行政复议法", "第二十条")],
        },
        court: Remedy {
            to: "龙游县人民法院".to_owned(),
            within: "6个月".to_owned(),
            sources: vec![law("行政诉讼法", "第四十六条")],
        },
    }
}

fn law(name: &str, article: &str) -> LegalSource {
    LegalSource::new(name, article)
}

fn field(label: &str, value: &str) -> Field {
    Field { label: label.to_owned(), value: value.to_owned() }
}
