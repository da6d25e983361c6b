//! Functions: which arguments they take and what they give.

use basis::Text;

use super::Checker;
use crate::{
    error::{Span, nearest},
    syntax::{Expr, ExprKind},
    typed::{Function, Kind, Typed},
    types::{Base, Type},
    value::Value,
};

const FUNCTIONS: [(&str, &str); 17] = [
    ("周岁", "周岁(出生日期, 今天)"),
    ("天数", "天数(开始, 结束)"),
    ("月数", "月数(开始, 结束)"),
    ("年", "年(日期)"),
    ("月", "月(日期)"),
    ("加月", "加月(日期, 3)"),
    ("加日", "加日(日期, 10)"),
    ("最小", "最小(甲, 乙)"),
    ("最大", "最大(甲, 乙)"),
    ("属于", "属于(户籍区划, \"330825\")"),
    ("有", "有(死亡日期)"),
    ("若无", "若无(津贴, 0元)"),
    ("长度", "长度(文字或列表)"),
    ("包含", "包含(文字或列表, 值)"),
    ("参数", "参数(\"高龄津贴.八十岁\")"),
    ("日期", "日期(\"2026-01-01\")"),
    ("档", "档(年龄, 80: 60元, 90: 100元)"),
];

impl Checker<'_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[Expr], span: Span) -> Option<Typed> {
        match (name, arguments) {
            ("参数", [Expr { kind: ExprKind::Literal(Value::Text(path), None), .. }]) => {
                self.parameter(path, span)
            }
            ("周岁", [from, to]) => self.dates(Function::Age, [from, to], "岁", span),
            ("天数", [from, to]) => self.dates(Function::Days, [from, to], "天", span),
            ("月数", [from, to]) => self.dates(Function::Months, [from, to], "月", span),
            ("年", [date]) => {
                self.strict(Function::Year, &[(date, Base::Date)], Type::int(), span)
            }
            ("月", [date]) => {
                self.strict(Function::Month, &[(date, Base::Date)], Type::int(), span)
            }
            ("加月", [date, count]) => self.moved(Function::AddMonths, date, count, span),
            ("加日", [date, count]) => self.moved(Function::AddDays, date, count, span),
            ("最小", [_, _, ..]) => self.extreme(Function::Least, arguments, span),
            ("最大", [_, _, ..]) => self.extreme(Function::Greatest, arguments, span),
            ("属于", [code, prefix]) => {
                let arguments = [(code, Base::Code), (prefix, Base::Code)];
                self.strict(Function::Within, &arguments, Type::bool(), span)
            }
            ("有", [inner]) => {
                let inner = self.expr(inner)?;
                let kind = Kind::Call(Function::Has, vec![inner]);
                Some(Typed { ty: Type::bool(), span, kind })
            }
            ("若无", [value, other]) => self.default(value, other, span),
            ("长度", [inner]) => self.length(inner, span),
            ("包含", [whole, part]) => self.contains(whole, part, span),
            _ => self.wrong_call(name, span),
        }
    }

    fn wrong_call(&mut self, name: &str, span: Span) -> Option<Typed> {
        if let Some((_, form)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
            let what =
                Text::new(format!("“{name}”的参数不对"), format!("wrong arguments of {name}"));
            let mend = Text::new(format!("写成 {form}"), format!("write {form}"));
            return self.fail("R109", span, what, mend);
        }
        let mend = match nearest(name, FUNCTIONS.iter().map(|(known, _)| *known)) {
            Some(near) => Text::new(format!("是不是“{near}”？"), format!("did you mean {near}?")),
            None => {
                let names: Vec<&str> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
                let names = names.join("、");
                Text::new(format!("可用：{names}"), format!("known: {names}"))
            }
        };
        let what =
            Text::new(format!("没有“{name}”这个函数"), format!("no function is named {name}"));
        self.fail("R108", span, what, mend)
    }

    fn parameter(&mut self, path: &str, span: Span) -> Option<Typed> {
        let Some(parameter) = self.env.parameters.get(path) else {
            let known = self.env.parameters.iter().map(|parameter| parameter.name.as_str());
            let mend = match nearest(path, known) {
                Some(near) => {
                    Text::new(format!("是不是“{near}”？"), format!("did you mean {near}?"))
                }
                None => Text::new(
                    "在 parameters 里写明它的值、生效日期和依据",
                    "declare its value, first day and source under parameters",
                ),
            };
            let what =
                Text::new(format!("没有参数“{path}”"), format!("no parameter is named {path}"));
            return self.fail("R110", span, what, mend);
        };
        let ty = parameter.ty.clone();
        Some(Typed { ty, span, kind: Kind::Parameter(path.to_owned()) })
    }

    /// A call whose arguments have fixed bases and may not be absent.
    fn strict(
        &mut self,
        function: Function,
        arguments: &[(&Expr, Base)],
        ty: Type,
        span: Span,
    ) -> Option<Typed> {
        let mut checked = Vec::with_capacity(arguments.len());
        for (argument, base) in arguments {
            let typed = self.present(argument);
            checked.push(typed.and_then(|typed| self.expect(typed, base)));
        }
        let checked: Option<Vec<Typed>> = checked.into_iter().collect();
        Some(Typed { ty, span, kind: Kind::Call(function, checked?) })
    }

    /// A list that may be searched here: within a fold only a member's own.
    pub(super) fn own_list(&mut self, list: &Typed) -> Option<()> {
        if self.entity.is_none() || !matches!(list.kind, Kind::Fact(_)) {
            return Some(());
        }
        let what = Text::new(
            "汇总里面不能查成员以外的列表",
            "a list of the person cannot be searched within a fold",
        );
        let mend = Text::new("把这个条件写到汇总外面", "write this condition outside the fold");
        self.fail("R112", list.span, what, mend);
        None
    }

    pub(super) fn expect(&mut self, typed: Typed, base: &Base) -> Option<Typed> {
        let quoted = matches!(typed.kind, Kind::Constant(_));
        if typed.ty.base == *base || (*base == Base::Code && typed.ty.base == Base::Text && quoted)
        {
            return Some(typed);
        }
        self.mismatch(typed.span, &typed.ty, &base.to_string(), &base.english())
    }

    fn dates(
        &mut self,
        function: Function,
        [from, to]: [&Expr; 2],
        unit: &str,
        span: Span,
    ) -> Option<Typed> {
        let ty = Type::int().unit(unit);
        self.strict(function, &[(from, Base::Date), (to, Base::Date)], ty, span)
    }

    fn moved(
        &mut self,
        function: Function,
        date: &Expr,
        count: &Expr,
        span: Span,
    ) -> Option<Typed> {
        let typed =
            self.strict(function, &[(date, Base::Date), (count, Base::Int)], Type::date(), span)?;
        let unit = if function == Function::AddMonths { "月" } else { "天" };
        if let Kind::Call(_, arguments) = &typed.kind {
            let found = arguments[1].ty.clone();
            self.units(&found, &Type::int().unit(unit), count.span)?;
        }
        Some(typed)
    }

    fn extreme(&mut self, function: Function, arguments: &[Expr], span: Span) -> Option<Typed> {
        let checked: Vec<Option<Typed>> =
            arguments.iter().map(|argument| self.present(argument)).collect();
        let checked: Vec<Typed> = checked.into_iter().collect::<Option<_>>()?;
        let mut ty = checked[0].ty.clone();
        for other in &checked[1..] {
            ty = self.common(&checked[0], other, span)?;
        }
        if !matches!(ty.base, Base::Int | Base::Money | Base::Rate | Base::Date) {
            return self.mismatch(span, &ty, "可以比大小的值", "values with an order");
        }
        Some(Typed { ty, span, kind: Kind::Call(function, checked) })
    }

    fn default(&mut self, value: &Expr, other: &Expr, span: Span) -> Option<Typed> {
        let (value, other) = (self.expr(value), self.expr(other));
        let (value, other) = (value?, other?);
        let mut ty = self.common(&value, &other, span)?;
        ty.nullable = other.ty.nullable;
        Some(Typed { ty, span, kind: Kind::Call(Function::Default, vec![value, other]) })
    }

    fn length(&mut self, inner: &Expr, span: Span) -> Option<Typed> {
        let inner = self.present(inner)?;
        if matches!(inner.ty.base, Base::Text | Base::Code | Base::List(_) | Base::Entities(_)) {
            let kind = Kind::Call(Function::Length, vec![inner]);
            return Some(Typed { ty: Type::int(), span, kind });
        }
        self.mismatch(span, &inner.ty, "文字或列表", "text or a list")
    }

    fn contains(&mut self, whole: &Expr, part: &Expr, span: Span) -> Option<Typed> {
        if let ExprKind::List(_) = whole.kind {
            return self.membership(part, whole, span);
        }
        let (whole, part) = (self.present(whole), self.present(part));
        let (whole, part) = (whole?, part?);
        match &whole.ty.base {
            Base::List(item) => {
                self.own_list(&whole)?;
                let part = self.expect(part, &item.clone())?;
                let kind = Kind::Contains(Box::new(part), Box::new(whole));
                Some(Typed { ty: Type::bool(), span, kind })
            }
            Base::Text => {
                let part = self.expect(part, &Base::Text)?;
                let kind = Kind::Call(Function::ContainsText, vec![whole, part]);
                Some(Typed { ty: Type::bool(), span, kind })
            }
            _ => self.mismatch(span, &whole.ty, "文字或列表", "text or a list"),
        }
    }
}
