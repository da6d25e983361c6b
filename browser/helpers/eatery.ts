// What the keeper of a small eatery answers, and what they sign.
import type { Answer } from "./apply.ts";

export const PROMISE = "我已看懂规定，店里符合卫生、布局、消毒和健康证明的要求；做不到的，愿意被撤销许可。";

export const EATERY: Record<string, Answer> = {
  "有固定的店面吗（不是流动摊）？": { choose: "是" },
  "店面使用面积多少平方米？": "38",
  "主要卖什么？": { choose: "热菜、面食、早点" },
  "做冷荤凉菜吗？": { choose: "否" },
  "店里有餐具清洗消毒设备吗？": { choose: "是" },
  "在网上（外卖平台）卖吗？": { choose: "否" },
  经营场所平面图: "PHOTO",
};
