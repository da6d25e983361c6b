//! Membership, bands and folds over the members of a list.

use basis::Text;

use super::Checker;
use crate::{
    error::{Span, nearest},
    syntax::{Expr, ExprKind, Fold},
    typed::{Band, Comparison, Kind, Typed},
    types::{Base, Type},
};

impl Checker<'_> {
    pub(super) fn membership(&mut self, item: &Expr, whole: &Expr, span: Span) -> Option<Typed> {
        let item = self.present(item);
        let kind = match &whole.kind {
            ExprKind::Range(low, high) => {
                let (low, high) = (self.present(low), self.present(high));
                let (item, low, high) = (item?, low?, high?);
                self.compare(Comparison::AtLeast, item.clone(), low.clone(), span)?;
                self.compare(Comparison::AtMost, item.clone(), high.clone(), span)?;
                Kind::Within(Box::new(item), Box::new(low), Box::new(high))
            }
            ExprKind::List(items) => {
                let list: Vec<Option<Typed>> = items.iter().map(|one| self.present(one)).collect();
                let (item, list) = (item?, list.into_iter().collect::<Option<Vec<_>>>()?);
                for one in &list {
                    self.compare(Comparison::Equal, item.clone(), one.clone(), one.span)?;
                }
                Kind::Member(Box::new(item), list)
            }
            _ => {
                let (item, list) = (item?, self.present(whole)?);
                let Base::List(base) = list.ty.base.clone() else {
                    return self.mismatch(whole.span, &list.ty, "列表或区间", "a list or range");
                };
                self.own_list(&list)?;
                Kind::Contains(Box::new(self.expect(item, &base)?), Box::new(list))
            }
        };
        Some(Typed { ty: Type::bool(), span, kind })
    }

    pub(super) fn bands(
        &mut self,
        subject: &Expr,
        bands: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        span: Span,
    ) -> Option<Typed> {
        let subject = self.present(subject)?;
        let mut checked = Vec::with_capacity(bands.len());
        for (bound, value) in bands {
            checked.push(self.band(&subject, bound, value)?);
        }
        let otherwise = match otherwise {
            Some(value) => Some(self.expr(value)?),
            None => None,
        };
        let mut ty = checked[0].value.ty.clone();
        for value in checked.iter().map(|band| &band.value).chain(&otherwise) {
            let nullable = ty.nullable;
            ty = self.common(&checked[0].value, value, span)?;
            ty.nullable |= nullable;
        }
        let kind = Kind::Bands(Box::new(subject), checked, otherwise.map(Box::new));
        Some(Typed { ty, span, kind })
    }

    fn band(&mut self, subject: &Typed, bound: &Expr, value: &Expr) -> Option<Band> {
        let (low, high) = match &bound.kind {
            ExprKind::Range(low, high) => (self.present(low)?, Some(self.present(high)?)),
            _ => (self.present(bound)?, None),
        };
        self.compare(Comparison::AtLeast, subject.clone(), low.clone(), bound.span)?;
        if let Some(high) = &high {
            self.compare(Comparison::AtMost, subject.clone(), high.clone(), bound.span)?;
        }
        Some(Band { low, high, value: self.expr(value)? })
    }

    pub(super) fn fold(
        &mut self,
        list: &str,
        fold: Fold,
        body: Option<&Expr>,
        span: Span,
    ) -> Option<Typed> {
        let env = self.env;
        let fields = match env.facts.get(list).map(|ty| (&ty.base, ty.nullable)) {
            Some((Base::Entities(fields), false)) if self.entity.is_none() => fields,
            Some(_) => {
                let what = Text::new(
                    format!("“{list}”在这里不能汇总"),
                    format!("{list} cannot be folded here"),
                );
                let mend = Text::new(
                    "只能汇总成员列表，也不能套两层",
                    "fold entity lists, one level only",
                );
                return self.fail("R112", span, what, mend);
            }
            None => {
                let what =
                    Text::new(format!("没有叫“{list}”的列表"), format!("no list named {list}"));
                let near = nearest(list, env.facts.keys().map(String::as_str));
                let mend = near.map_or_else(
                    || Text::new("先在 facts 里声明它", "declare it under facts first"),
                    |near| Text::new(format!("是不是“{near}”？"), format!("did you mean {near}?")),
                );
                return self.fail("R103", span, what, mend);
            }
        };
        self.entity = Some(fields);
        // What is proven about the person is not proven about a member's field of the same name.
        let outer = std::mem::take(&mut self.present);
        let body = body.map(|body| match fold {
            Fold::Sum => self.present(body),
            Fold::Any | Fold::All | Fold::Count => self.condition(body),
        });
        self.entity = None;
        self.present = outer;
        let body = match body {
            Some(typed) => Some(typed?),
            None => None,
        };
        let ty = match (fold, &body) {
            (Fold::Any | Fold::All, _) => Type::bool(),
            (Fold::Count, _) => Type::int(),
            (Fold::Sum, Some(body))
                if matches!(body.ty.base, Base::Int | Base::Money | Base::Rate) =>
            {
                body.ty.clone()
            }
            (Fold::Sum, Some(body)) => {
                return self.mismatch(
                    body.span,
                    &body.ty,
                    "整数、金额或比率",
                    "a number or amount",
                );
            }
            (Fold::Sum, None) => return None,
        };
        Some(Typed { ty, span, kind: Kind::Fold(list.to_owned(), fold, body.map(Box::new)) })
    }
}
