//! Arithmetic and comparison: which types and units go together.

use basis::Text;

use super::Checker;
use crate::{
    error::Span,
    syntax::{BinaryOperator, Expr},
    typed::{Calculation, Comparison, Kind, Typed},
    types::{Base, Type},
};

impl Checker<'_> {
    pub(super) fn plain_binary(
        &mut self,
        operator: BinaryOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        use BinaryOperator as Sign;
        let comparison = match operator {
            Sign::Equal => Comparison::Equal,
            Sign::Unequal => Comparison::Unequal,
            Sign::Less => Comparison::Less,
            Sign::AtMost => Comparison::AtMost,
            Sign::More => Comparison::More,
            Sign::AtLeast => Comparison::AtLeast,
            _ => return self.arithmetic(operator, left, right, span),
        };
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let check = if equality { Self::expr } else { Self::present };
        let (left, right) = (check(self, left), check(self, right));
        self.compare(comparison, left?, right?, span)
    }

    /// A comparison of two checked parts.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: Typed,
        right: Typed,
        span: Span,
    ) -> Option<Typed> {
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let null = left.ty.base == Base::Null || right.ty.base == Base::Null;
        let plain = matches!(left.ty.base, Base::Int | Base::Money | Base::Rate | Base::Date)
            || equality && matches!(left.ty.base, Base::Bool | Base::Code | Base::Text);
        let comparable = equality && null || plain && same_kind(&left, &right);
        if !comparable {
            return self.clash(&left.ty, &right.ty, span);
        }
        if !null {
            self.units(&left.ty, &right.ty, span)?;
        }
        let kind = Kind::Compare(comparison, Box::new(left), Box::new(right));
        Some(Typed { ty: Type::bool(), span, kind })
    }

    fn clash(&mut self, left: &Type, right: &Type, span: Span) -> Option<Typed> {
        let what = Text::new(
            format!("{left}和{right}不能放在一起算或比"),
            format!("{} and {} do not go together", left.base.english(), right.base.english()),
        );
        let mend = match (&left.base, &right.base) {
            (Base::Money, Base::Int | Base::Rate) | (Base::Int | Base::Rate, Base::Money) => {
                Text::new("金额要带“元”，例如 60元", "write amounts with 元, e.g. 60元")
            }
            (Base::Date, _) | (_, Base::Date) => Text::new(
                "日期之间用 周岁、月数、天数；加减用 加月、加日",
                "use 周岁, 月数, 天数 between dates; 加月, 加日 to move one",
            ),
            _ => Text::new("两边换成同一种类型", "make both sides the same type"),
        };
        self.fail("R106", span, what, mend)
    }

    /// The unit of two values that must agree in it.
    pub(super) fn units(
        &mut self,
        left: &Type,
        right: &Type,
        span: Span,
    ) -> Option<Option<String>> {
        match (&left.unit, &right.unit) {
            (Some(one), Some(other)) if one != other => {
                let what = Text::new(
                    format!("单位不同：{one}和{other}"),
                    format!("units differ: {one} and {other}"),
                );
                let mend = Text::new("先换成同一单位", "convert to one unit first");
                self.fail("R107", span, what, mend);
                None
            }
            (one, other) => Some(one.clone().or_else(|| other.clone())),
        }
    }

    /// The one type of two alternatives.
    pub(super) fn common(&mut self, first: &Typed, second: &Typed, span: Span) -> Option<Type> {
        let nullable = first.ty.nullable || second.ty.nullable;
        let base = match (&first.ty.base, &second.ty.base) {
            (Base::List(_) | Base::Entities(_), _) | (_, Base::List(_) | Base::Entities(_)) => {
                self.clash(&first.ty, &second.ty, span);
                return None;
            }
            (Base::Null, other) => other.clone(),
            (one, Base::Null) => one.clone(),
            (one, _) if same_kind(first, second) => one.clone(),
            _ => {
                self.clash(&first.ty, &second.ty, span);
                return None;
            }
        };
        let unit = self.units(&first.ty, &second.ty, span)?;
        Some(Type { base, nullable, unit })
    }

    fn arithmetic(
        &mut self,
        operator: BinaryOperator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        let (left, right) = (self.present(left), self.present(right));
        let (left, right) = (left?, right?);
        let Some((calculation, base)) = meaning(operator, &left.ty.base, &right.ty.base) else {
            return self.clash(&left.ty, &right.ty, span);
        };
        let unit = match calculation {
            Calculation::Add | Calculation::Subtract | Calculation::Remainder => {
                self.units(&left.ty, &right.ty, span)?
            }
            Calculation::Ratio => {
                self.units(&left.ty, &right.ty, span)?;
                None
            }
            _ if left.ty.base == Base::Money => left.ty.unit.clone(),
            _ if right.ty.base == Base::Money => right.ty.unit.clone(),
            _ if base == Base::Int => left.ty.unit.clone().xor(right.ty.unit.clone()),
            _ => None,
        };
        let kind = Kind::Arithmetic(calculation, Box::new(left), Box::new(right));
        Some(Typed { ty: Type { base, nullable: false, unit }, span, kind })
    }
}

/// Same base, or a code beside quoted words.
fn same_kind(left: &Typed, right: &Typed) -> bool {
    let quoted = |typed: &Typed| matches!(typed.kind, Kind::Constant(_));
    match (&left.ty.base, &right.ty.base) {
        (Base::Code, Base::Text) => quoted(right),
        (Base::Text, Base::Code) => quoted(left),
        (one, other) => one == other,
    }
}

fn meaning(operator: BinaryOperator, left: &Base, right: &Base) -> Option<(Calculation, Base)> {
    use BinaryOperator as Sign;
    use Calculation as To;
    let number = |base: &Base| matches!(base, Base::Int | Base::Money | Base::Rate);
    Some(match (operator, left, right) {
        (Sign::Add, one, other) if one == other && number(one) => (To::Add, one.clone()),
        (Sign::Subtract, one, other) if one == other && number(one) => (To::Subtract, one.clone()),
        (Sign::Multiply, Base::Rate, Base::Money | Base::Rate) => (To::Share, right.clone()),
        (Sign::Multiply, Base::Money, Base::Rate) => (To::Share, Base::Money),
        (Sign::Multiply, Base::Int, other) if number(other) => (To::Multiply, other.clone()),
        (Sign::Multiply, one, Base::Int) if number(one) => (To::Multiply, one.clone()),
        (Sign::Divide, Base::Int, Base::Int) => (To::Divide, Base::Int),
        (Sign::Divide, Base::Money | Base::Rate, Base::Int) => (To::DivideRounded, left.clone()),
        (Sign::Divide, Base::Money, Base::Money) | (Sign::Divide, Base::Rate, Base::Rate) => {
            (To::Ratio, Base::Rate)
        }
        (Sign::Remainder, Base::Int, Base::Int) => (To::Remainder, Base::Int),
        _ => return None,
    })
}
