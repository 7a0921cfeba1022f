/** Random documents of nasty blocks, the same for the same seed. */

import { pick, type Random } from "../random";

const INLINE = [
  "word",
  "two words",
  "**bold**",
  "*em*",
  "__b__",
  "_e_",
  "~~d~~",
  "`co de`",
  "``a`b``",
  "***",
  "**",
  "*",
  "_",
  "`",
  "~~",
  "[l](http://a.b)",
  "[l][r]",
  "[r]",
  "[^n]",
  "[^x]",
  "![i](http://i.j/k.png)",
  "![a][r]",
  "[a](javascript:x)",
  "<b>",
  "</b>",
  "<br>",
  "<script>",
  "<a href=x>",
  "https://auto.link/x",
  "<http://in.angles>",
  "$x$",
  "$5",
  "$$y$$",
  "\\(z\\)",
  "\\[w\\]",
  "\\[ w_1 \\]",
  "$n$th",
  "$`q`$",
  "\\begin{matrix} m \\end{matrix}",
  "[0, 1)",
  "x**2",
  "\\*",
  "\\",
  "&amp;",
  "&#65;",
  "[",
  "](",
  ")",
  "!",
  "|",
  "a_b_c",
  "مرحبا",
  "\u202eabc",
  "🙂",
  "\\[",
  "\\]",
  "$$",
  "me@x.org",
];
const BLOCKS = [
  "# h",
  "## h",
  "####### no",
  "#",
  "title\n===",
  "title\n---",
  "---",
  "***",
  "- - -",
  "===",
  "- a\n- b",
  "- a\n\n- b",
  "* a\n  * b\n    * c",
  "1. a\n2. b",
  "2. x",
  "1) p\n2) q",
  "-",
  "- ",
  "+ a\n- b",
  "- [ ] t\n- [x] u",
  "- a\n\n  para\n\n      code\n- b",
  "- ```\n  code\n  ```",
  "- > q\n- # h",
  "   - deep\n - less",
  "> q\nlazy",
  "> a\n>\n> b",
  "> - l\n> > n",
  ">",
  "> ```\n> c\n> ```",
  "```py\ncode\n\nmore\n```",
  "```\nopen",
  "~~~ js\nx\n~~~",
  "  ```\n  in\n x\n  ```",
  "````\n```\n````",
  "``` a`b\nx",
  "    indented\n\n    code",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "| a | b |\n|:-:|--:|\n| `x|` | y |\n| 3 |",
  "a | b\n--|--\n1 | 2\n3 | 4\n5 | 6\n7 | 8",
  "| a |\n| b |",
  "|---|",
  "[r]: http://ref.er 'T'",
  "[r]: <http://two>",
  "[^n]: note *x*\n  more",
  "[^n]:",
  "$$\na\n= b\n- c\n$$",
  "$$\nopen",
  "\\[\nx\n\\]",
  "$$\na\n\n- b\n\n- c\n\n# d\n$$",
  "\\begin{align}\na\n\n- b\n\\end{align}",
  "\\begin{cases}\nopen",
  "```math\nx\n- y\n```",
  "- a\n  $$\n  b\n  - c\n  $$",
  "<div>\n\n*x*\n</div>",
  "<!-- c -->",
  "<pre>\n\n</pre>",
  "<details>\n<summary>s</summary>",
  "text  \nbreak\\\nmore",
  "\ttab",
  "- a\n- b\n- c\n- d\n- e\n- f",
  "1. a\n1. b\n   - c\n   - d\n1. e\n1. f",
  "- a\n\n\n- b\n- c\n- d\n",
  "text\n- a\n- b\n- c\n- d\n- e",
];

function line(random: Random): string {
  const count = 1 + Math.floor(random() * 6);
  return Array.from({ length: count }, () => pick(random, INLINE)).join(random() < 0.7 ? " " : "");
}

function block(random: Random): string {
  if (random() < 0.6) return pick(random, BLOCKS);
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => line(random)).join("\n");
}

/** A document of up to `size` blocks, some set apart by blank lines, some not. */
export function document(random: Random, size = 14): string {
  let text = "";
  const count = 1 + Math.floor(random() * size);
  for (let index = 0; index < count; index += 1) {
    const indent = random() < 0.1 ? " ".repeat(Math.floor(random() * 5)) : "";
    const end = random();
    text += indent + block(random) + (end < 0.55 ? "\n\n" : end < 0.9 ? "\n" : end < 0.95 ? "\n\n\n" : " ");
  }
  return text;
}
