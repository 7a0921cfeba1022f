/** Grammars of the shell, and of languages whose comments begin with a hash. */

import { POP, words, type Grammar, type Rule } from "./engine";
import { DOUBLE_QUOTED, HASH_COMMENT, NUMBER, SINGLE_QUOTED, WORD } from "./shared";

const shellWords = words(
  {
    keyword:
      "if then else elif fi for while until do done case esac in function select return break continue local export readonly declare unset shift trap exit",
    type: "alias apt awk bash cat cd chmod chown conda cp curl docker echo eval exec find git grep head jq kill kubectl ln ls make mkdir mv node npm npx pip pip3 printf pwd python python3 read rm sed set sh sleep sort source ssh sudo tail tar test touch uv wget xargs",
    literal: "true false",
  },
  false,
);
const variable: Rule = [/\$(?:\w+|\{[^}]*\}?|[@#?$!*-])/, "name"];

export const shell: Grammar = {
  code: {
    rules: [
      [/(?<=^|\s)#.*/, "comment"],
      [/\\./, null],
      variable,
      [/"/, "string", "double"],
      [/'/, "string", "single"],
      [/(?<=\s)--?[A-Za-z][\w-]*/, "meta"],
      [/\b[A-Za-z_]\w*(?==)/, "name"],
      [/\b\d+\b/, "number"],
      [/[A-Za-z_][\w-]*/, shellWords],
    ],
  },
  double: { rules: [[/\\./, "string"], variable, [/"/, "string", POP]], text: "string" },
  single: { rules: [[/'/, "string", POP]], text: "string" },
};

const scriptWords = words({
  keyword:
    "and begin break case class def do else elseif elsif end ensure for foreach function if in local module my next not or package repeat require rescue return self sub then until unless use when while yield FROM RUN CMD COPY ENV ARG WORKDIR ENTRYPOINT EXPOSE USER ADD",
  literal: "true false nil null NULL TRUE FALSE NA",
});

export const script: Grammar = {
  code: {
    rules: [
      HASH_COMMENT,
      DOUBLE_QUOTED,
      SINGLE_QUOTED,
      [/[$@%][A-Za-z_]\w*/, "name"],
      [/(?<![:\w]):[A-Za-z_]\w*/, "literal"],
      NUMBER,
      [WORD, scriptWords],
    ],
  },
};
