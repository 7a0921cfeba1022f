/** Documents that are hard to stream. */

export const DOCUMENTS: Record<string, string> = {
  prose:
    "# Title\n\nSome **bold**, *em*, ***both***, ~~gone~~ and `code`.\n\nA [link](https://example.com/a_b).\n",
  setext: "Title\n=====\n\ntext\n---\n\npara\n- item\n",
  lists: "- a\n- b\n  - c\n    1. d\n    2. e\n\n  more b\n- f\n\n\n1. one\n2. two\n10) ten\n",
  tasks: "- [ ] open\n- [x] done\n\n- [ ] loose\n\n- [x] **both**\n",
  tables: "| a | b |\n|:--|--:|\n| 1 | `2` |\n| **3** | [x](http://y.z) |\n| 4 |\n\nafter\n",
  fences:
    "```py\ndef f():\n    return 1\n\n\n```\n\n~~~\ntext\n\n~~~\nafter\n\n   ```js\n   let x\n     y\n   ```\n```\nopen\n",
  quotes: "> a\nlazy\n> b\n> > c\n\n> - d\n>   e\n\nend\n",
  references:
    "See [one], [two][2], [^n] and [^missing].\n\n[one]: https://one.example\n[2]: http://two.example 'T'\n[^n]: A *note*.\n",
  math: "Euler: $e^{i\\pi}+1=0$, \\(x\\), costs $5 and $6.\n\n$$\na\n= b\n- c\n$$\n\n\\[ x^2 \\]\n\ntext\n$$y$$\n",
  html: "<div>\n<b>x</b>\n\n<!-- c -->\ntext <br> more <script>alert(1)</script>\n",
};
