//! What simulated officers and residents write; plain sentences, a few for each occasion.

use super::draw::Draw;

/// What is missing.
pub const MISSING: &[&str] = &[
    "照片不清楚，请重新拍一张，四个角都要拍到。",
    "缺少本人签名的那一页，请补上。",
    "银行卡号少一位，请核对以后重新填写。",
    "证明上的日期已经过期，请换一张新的。",
    "请补一张户口簿首页。",
];
/// Why an application is not accepted.
pub const NOT_ACCEPTED: &[&str] = &[
    "户口不在本县，请到户口所在地办理。",
    "同样的申请已经受理，不用重复提交。",
    "申请的事项不属于本部门职责，请到县政务服务中心咨询。",
];
/// The opinion of somebody who agrees.
pub const AGREED: &[&str] =
    &["情况属实，同意。", "已核对系统信息，一致。", "已上门核实，同意。", "材料齐全，符合条件。"];
/// The opinion of somebody who objects.
pub const OBJECTION: &[&str] = &["核查结果与申报内容不一致。", "实地核查未找到申报的地址。"];
/// The reasons of a grant.
pub const GRANTED: &[&str] = &["符合条件，准予办理。", "材料齐全，符合规定，同意。"];
/// The reasons of a refusal.
pub const REFUSED: &[&str] =
    &["经核查不符合规定的条件，不予办理。", "家庭情况与规定的标准不符，不予认定。"];
/// The reasons of an extension.
pub const EXTENDED: &[&str] = &["需要外县协查，十分抱歉，多等几天。", "近期申请集中，经批准延长。"];
/// Why somebody takes it back.
pub const WITHDRAWN: &[&str] = &["填错了，重新申请。", "暂时不办了。", ""];
/// What somebody says with a supplement.
pub const SUPPLIED: &[&str] = &["补好了，请看看。", "重新拍了照片。", "家里人帮我补上了。", ""];

/// One of them.
pub fn one(words: &[&str], draw: &mut Draw) -> String {
    words.get(draw.one_of(words.len())).map_or_else(String::new, |word| (*word).to_owned())
}
