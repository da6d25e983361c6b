//! Codes of limits: promised within statutory, steps within promised.

super::codes! { LIMITS,
    /// The promised limit is longer than the statutory one.
    PROMISED_OVER_STATUTORY = "M401", Error {
        title: "承诺时限长于法定时限", "The promised limit is longer than the statutory one";
        why: "承诺只能比法律规定更快。不同单位按 1 个工作日 8 小时、7 个自然日 5 个工作日、1 个月 30 个自然日折算。",
             "A promise can only be quicker than the law. Units are converted: a working day is 8 hours, 7 natural days are 5 working days, a month is 30 natural days.";
        in "county/330825/elderly-allowance.yaml": "  promised: {n: 10, unit: 工作日}" => "  promised: «{n: 31, unit: 工作日}";
    }
    /// The steps add up to more than the promised limit.
    STEPS_OVER_PROMISED = "M402", Error {
        title: "各环节时限之和超过承诺时限", "The steps add up to more than the promised limit";
        why: "从受理到决定，沿最长的一条路径把各环节时限加起来，不能超过承诺时限。同一环节的任务同时进行，取最长的（一个通过即可的取最短的）；不停止计时的特别程序也算，停止计时的不算。",
             "From acceptance to decision the limits along the longest path must fit into the promised limit. Tasks of a stage run in parallel, so the longest counts (where one is enough, the shortest); a special procedure that does not stop the clock counts too, one that stops it does not.";
        in "county/330825/elderly-allowance.yaml": "  promised: {n: 10, unit: 工作日}" => "  promised: «{n: 7, unit: 工作日}";
    }
}
