//! From tokens to a tree, by binding strength. Hostile input meets limits, never the stack's end.

use basis::Text;

use crate::{
    error::{RuleError, Span},
    lex::{Token, tokens},
    print::{RANGE, UNARY},
    syntax::{BinaryOperator, Expr, ExprKind, Fold, UnaryOperator},
    value::Value,
};

/// Longest source in bytes.
const LONGEST: usize = 16 * 1024;
/// Deepest nesting.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, Box<RuleError>>;

/// Reads one expression.
///
/// # Errors
/// Every unreadable word, or the first place where the order of words is wrong.
pub fn parse(source: &str) -> Result<Expr, Vec<RuleError>> {
    if source.len() > LONGEST {
        let what = Text::new("规则太长", "the rule is too long");
        let mend = Text::new("拆成几条条件", "split it into several conditions");
        return Err(vec![RuleError::new("R004", Span::new(0, 0), what, mend)]);
    }
    let mut parser = Parser { tokens: tokens(source)?, at: 0, depth: 0 };
    let whole = parser.expression().and_then(|expr| match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected("表达式到这里应当结束", "the expression should end here")),
    });
    whole.map_err(|error| vec![*error])
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    fn span(&self) -> Span {
        self.tokens[self.at].1
    }

    fn next(&mut self) -> (Token, Span) {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn takes(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(sign) if *sign == symbol);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, symbol: &str) -> Parsed<Span> {
        let span = self.span();
        if self.takes(symbol) {
            return Ok(span);
        }
        Err(self.unexpected(&format!("这里应当是“{symbol}”"), &format!("expected {symbol:?} here")))
    }

    fn unexpected(&self, zh: &str, en: &str) -> Box<RuleError> {
        let mend = Text::new("检查括号、逗号和运算符", "check brackets, commas and operators");
        Box::new(RuleError::new("R005", self.span(), Text::new(zh, en), mend))
    }

    fn node(&self, kind: ExprKind, span: Span) -> Parsed<Expr> {
        let expr = Expr::new(kind, span);
        if expr.height <= DEEPEST { Ok(expr) } else { Err(Box::new(too_deep(span))) }
    }

    fn expression(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Box::new(too_deep(self.span())));
        }
        let condition = self.binary(1)?;
        let expr = if self.takes("?") {
            let then = self.expression()?;
            self.expect(":")?;
            let otherwise = self.expression()?;
            let span = condition.span.to(otherwise.span);
            let parts = (Box::new(condition), Box::new(then), Box::new(otherwise));
            self.node(ExprKind::If(parts.0, parts.1, parts.2), span)
        } else {
            Ok(condition)
        };
        self.depth -= 1;
        expr
    }

    fn operator(&self) -> Option<BinaryOperator> {
        let sign = match self.peek() {
            Token::Symbol(sign) => *sign,
            Token::Name(name) if name == "in" => "in",
            _ => return None,
        };
        BinaryOperator::ALL.iter().find(|(_, known, _)| *known == sign).map(|found| found.0)
    }

    fn binary(&mut self, least: u8) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            if let Some(operator) = self.operator().filter(|found| found.strength() >= least) {
                self.next();
                let right = self.binary(operator.strength() + 1)?;
                let span = left.span.to(right.span);
                let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right));
                left = self.node(kind, span)?;
            } else if least <= RANGE && self.takes("..") {
                let right = self.binary(RANGE + 1)?;
                let span = left.span.to(right.span);
                left = self.node(ExprKind::Range(Box::new(left), Box::new(right)), span)?;
            } else {
                return Ok(left);
            }
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let operator = if self.takes("!") {
            UnaryOperator::Not
        } else if self.takes("-") {
            UnaryOperator::Negate
        } else {
            return self.primary();
        };
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Box::new(too_deep(start)));
        }
        let inner = self.binary(UNARY)?;
        self.depth -= 1;
        let span = start.to(inner.span);
        self.node(ExprKind::Unary(operator, Box::new(inner)), span)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let (token, span) = self.next();
        match token {
            Token::Number(value, unit) => self.node(ExprKind::Literal(value, unit), span),
            Token::Quoted(words) => self.node(ExprKind::Literal(Value::Text(words), None), span),
            Token::Name(name) => self.name(name, span),
            Token::Symbol("(") => {
                let mut inner = self.expression()?;
                inner.span = span.to(self.expect(")")?);
                Ok(inner)
            }
            Token::Symbol("[") => {
                let items = self.items("]")?;
                let end = self.expect("]")?;
                self.node(ExprKind::List(items), span.to(end))
            }
            _ => {
                self.at = self.tokens.iter().position(|(_, at)| *at == span).unwrap_or(self.at);
                Err(self.unexpected("这里缺一个值", "a value is missing here"))
            }
        }
    }

    fn name(&mut self, name: String, span: Span) -> Parsed<Expr> {
        if matches!(self.peek(), Token::Symbol("(")) {
            return self.call(&name, span);
        }
        let kind = match name.as_str() {
            "true" | "是" => ExprKind::Literal(Value::Bool(true), None),
            "false" | "否" => ExprKind::Literal(Value::Bool(false), None),
            "无" | "null" => ExprKind::Null,
            "今天" => ExprKind::Today,
            "in" => {
                return Err(self.unexpected("“in”前面缺一个值", "a value is missing before `in`"));
            }
            _ => ExprKind::Name(name),
        };
        self.node(kind, span)
    }

    fn items(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let mut items = Vec::new();
        while !matches!(self.peek(), Token::Symbol(sign) if *sign == end) {
            items.push(self.expression()?);
            if !self.takes(",") {
                break;
            }
        }
        Ok(items)
    }

    fn call(&mut self, name: &str, start: Span) -> Parsed<Expr> {
        self.expect("(")?;
        if name == "档" {
            return self.bands(start);
        }
        let arguments = self.items(")")?;
        let span = start.to(self.expect(")")?);
        if let Some((list, method)) = name.rsplit_once('.') {
            return self.fold(list, method, arguments, span);
        }
        match (name, arguments.as_slice()) {
            ("日期", [Expr { kind: ExprKind::Literal(Value::Text(words), None), .. }]) => {
                match words.parse() {
                    Ok(date) => self.node(ExprKind::Literal(Value::Date(date), None), span),
                    Err(_) => Err(Box::new(RuleError::new(
                        "R006",
                        span,
                        Text::new(format!("没有“{words}”这一天"), format!("no such day: {words}")),
                        Text::new("写成 日期(\"2026-01-31\")", "write 日期(\"2026-01-31\")"),
                    ))),
                }
            }
            _ => self.node(ExprKind::Call(name.to_owned(), arguments), span),
        }
    }

    fn fold(&self, list: &str, method: &str, mut arguments: Vec<Expr>, span: Span) -> Parsed<Expr> {
        let known = Fold::ALL.iter().find(|(_, name)| *name == method);
        let Some((fold, _)) = known else {
            let what =
                Text::new(format!("没有“{method}”这种汇总"), format!("unknown fold {method}"));
            let mend = Text::new("可用：合计、任一、全部、计数", "use 合计, 任一, 全部 or 计数");
            return Err(Box::new(RuleError::new("R007", span, what, mend)));
        };
        let body = arguments.pop().map(Box::new);
        if !arguments.is_empty() || (body.is_none() && *fold != Fold::Count) {
            let what =
                Text::new(format!("{method}要一个参数"), format!("{method} takes one argument"));
            let mend = Text::new("例如 家庭.成员.合计(收入)", "e.g. 家庭.成员.合计(收入)");
            return Err(Box::new(RuleError::new("R008", span, what, mend)));
        }
        self.node(ExprKind::Fold(list.to_owned(), *fold, body), span)
    }

    fn bands(&mut self, start: Span) -> Parsed<Expr> {
        let subject = self.expression()?;
        let (mut bands, mut otherwise) = (Vec::new(), None);
        while self.takes(",") {
            if matches!(self.peek(), Token::Name(name) if name == "其他") {
                self.next();
                self.expect(":")?;
                otherwise = Some(Box::new(self.expression()?));
                break;
            }
            let bound = self.binary(RANGE)?;
            self.expect(":")?;
            bands.push((bound, self.expression()?));
        }
        let span = start.to(self.expect(")")?);
        if bands.is_empty() {
            return Err(self.unexpected("档里没有一档", "档 has no band"));
        }
        self.node(ExprKind::Bands(Box::new(subject), bands, otherwise), span)
    }
}

fn too_deep(span: Span) -> RuleError {
    let what = Text::new("嵌套太深", "nested too deeply");
    RuleError::new(
        "R004",
        span,
        what,
        Text::new("拆成几条条件", "split it into several conditions"),
    )
}
