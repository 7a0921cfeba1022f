/** Sentences of Python's in German. */

import type { Sentences } from "../sentences";

export const sentences: Sentences = {
  stopping: "Stoppt nach diesem Schritt.",
  pausing: "Hält vor dem nächsten Schritt.",
  paused: "Vor dem nächsten Schritt angehalten.",
  stepping: "Geht einen Schritt.",
  notPaused: "Der Lauf konnte nicht angehalten werden: {1}",
  pausesLater: "{1} Danach hält der Lauf.",
  toldLater: "Was Sie gesagt haben, erfährt der nächste Lauf, wenn dieser zu Ende ist.",
  tokensSpent: "Das Budget von {n} Tokens ist verbraucht.",
  dollarsSpent: "Das Budget von ${n} ist verbraucht.",
  uncounted:
    "Der Server des Modells nennt nicht, wie viele Tokens er liest und schreibt, also lässt sich das Budget nicht einhalten.",
  unpriced: "In prices steht kein Preis für das Modell {1}, also lässt sich das Budget nicht einhalten.",

  lost: "Der Kernel ist ohne Antwort gegangen: Vielleicht ist dies nicht angekommen.",
  otherVersion: "Diese Version von agents_widget kennt den Befehl {1} nicht.",
  resultGone: "Dieses Ergebnis ist nicht mehr im Lauf.",
  noResult: "Dieser Aufruf hat nichts ergeben: Er ist noch bei der Arbeit oder gescheitert.",
  noTable: "Dieses Ergebnis ist keine Tabelle mehr.",
  noName: "{1} kann kein Name einer Variablen sein. Nehmen Sie Buchstaben, Ziffern und _.",
  noNotebook: "Es gibt kein Notebook, das eine Variable haben könnte.",
  nameTaken: "{1} bedeutet in diesem Notebook schon etwas. Wählen Sie einen anderen Namen.",
  severalWait: "Mehrere Aufrufe warten auf Freigabe: {1}. Sagen Sie, welcher.",
  noneWaits: "Kein Aufruf{1} wartet auf Freigabe. Es warten: {2}.",
  notEditable:
    "Argumente lassen sich in diesem Lauf nicht ändern: Geben Sie den Aufruf frei, wie ihn das Modell schrieb, oder lehnen Sie ihn ab.",
  severalAsk: "Mehrere Aufrufe fragen etwas: {1}. Sagen Sie, welcher.",
  noneAsks: "Kein Aufruf{1} fragt etwas. Es fragen: {2}.",
  answerNotJson: "Die Antwort ist kein JSON ({1}).",
  answerNoObject: 'Eine Antwort ist ein Objekt wie {"sure": true} oder None; nicht {1}.',
  ended: "Der Lauf ist zu Ende, und das Widget kann ihn nicht fortsetzen: Starten Sie einen anderen.",
  noRetry: "Dieser Lauf ist kein Gespräch: Er kann nicht noch einmal gefragt werden.",
  noEdit: "Dieser Lauf ist kein Gespräch: Nichts darin lässt sich anders sagen.",
  noBranches: "Dieser Lauf ist kein Gespräch: Er hat keine Zweige.",
  noEntry: "Dieser Lauf hat keinen Eintrag {1}: In widget.transcript.entries stehen die, die es gibt.",
  noteTooLong: "Eine Notiz hat höchstens {n} Zeichen; diese hat {n}.",
  cannot:
    "Dieser Lauf kann das nicht ({1}): nur einer des Runners von agents_widget, oder einer, dessen Adapter die Fähigkeit {2} nennt.",
  decide: "Der Lauf wartet auf Ihre Entscheidung, freigeben oder ablehnen: {1}.",
  allowMore: "{1} Erlauben Sie mehr, oder stoppen Sie den Lauf.",
  endsProgram: "Der Lauf wollte das Programm beenden: {1}",
  notText: "Eine Nachricht ist ein Text, nicht {1}.",
  empty: "Es gibt nichts zu sagen: Die Nachricht ist leer.",
  nothingSaid: "Es gibt keine Nachricht, die sich wiederholen ließe.",
  atWorkBranch: "Der Lauf arbeitet noch. Stoppen Sie ihn, ehe Sie zu einem anderen Zweig gehen.",
  oneWay: "Von {1} geht das Gespräch auf einem Weg weiter. Auf mehreren von: {2}.",
  noBranch: "Einen Zweig {n} von {1} gibt es nicht; es gibt {n}, ab 1.",
  atWork: "Der Lauf arbeitet noch. Stoppen Sie ihn, ehe Sie zurückgehen.",
  noBeginning: "Mit dem Eintrag {1} begann kein Lauf. Nachrichten, die einen begannen: {2}.",
  justBegun: "Eben hat ein anderer Lauf begonnen. Stoppen Sie ihn, ehe Sie zurückgehen.",
  noRunner: "Für {1} gibt es keinen Runner, also kann nichts gefragt werden.",
  sessionNotShown: "Was die Sitzung enthält, konnte nicht gezeigt werden: {1}",

  noKey:
    "Es ist kein Schlüssel gesetzt. Setzen Sie {1}, ehe der Client des Modells entsteht. Ohne Schlüssel spielt Agent(model=DemoModel()) von agents_widget ein Drehbuch, LocalModel() ist ein kleines Modell auf diesem Rechner, und ein Client mit base_url=... erreicht einen eigenen Server.",
  key: "Der Schlüssel wurde nicht angenommen. Prüfen Sie OPENAI_API_KEY oder den api_key des Clients.",
  permission: "Der Schlüssel darf dieses Modell nicht benutzen. Prüfen Sie das Projekt, zu dem er gehört.",
  notFound:
    "Der Server kennt dieses Modell oder diese Adresse nicht. Prüfen Sie den Namen des Modells und base_url.",
  rate: "Der Server bittet um Geduld, oder das Kontingent ist verbraucht. Warten Sie, dann versuchen Sie es wieder.",
  refused: "Der Server hat die Anfrage abgelehnt; seine Nachricht sagt, warum.",
  timeout:
    "Der Server hat nicht rechtzeitig geantwortet. Versuchen Sie es wieder, oder erhöhen Sie den timeout des Clients.",
  unreachable: "Der Server war nicht zu erreichen. Prüfen Sie base_url, das Netz, und ob der Server läuft.",
  serverFailed: "Der Server ist gescheitert. Versuchen Sie es in einer Weile wieder.",
  serverError:
    "Der Server des Modells meldet einen Fehler. Versuchen Sie es wieder; bleibt er, prüfen Sie die Anfrage und das Modell.",
  cutOff:
    "Die Antwort ist nicht ganz. Versuchen Sie es wieder; bleibt es dabei, sehen Sie ins Log des Servers und auf das Zeitlimit eines Proxys auf dem Weg.",
  maxTurns:
    "Der Agent hat das Modell max_turns Mal aufgerufen und kein Ende gefunden. Erhöhen Sie max_turns, oder prüfen Sie, ob seine Anweisungen sagen, wann Schluss ist.",
  toolTimeout:
    "Ein Werkzeug brauchte zu lange. Erhöhen Sie seinen timeout, oder geben Sie dem Modell einen Fehler zurück.",
  refusal: "Das Modell wollte nicht antworten. Fragen Sie anders.",
  modelTimeout:
    "Das Modell hat nicht rechtzeitig geantwortet. Versuchen Sie es wieder, oder erhöhen Sie den timeout.",
  behaviour:
    "Mit der Antwort des Modells lässt sich nichts anfangen. Versuchen Sie es wieder, oder nehmen Sie ein stärkeres Modell.",
  setUp: "So, wie das Programm ist, kann es nicht gehen; die Nachricht sagt, was zu ändern ist.",
  lostConnection:
    "Die Verbindung ging verloren, während der Server antwortete. Versuchen Sie es wieder; bleibt es dabei, sehen Sie ins Log des Servers und auf das Zeitlimit eines Proxys auf dem Weg.",
  otherLoop:
    "Etwas, wohl der Client des Modells, wurde vorher in einer anderen Event-Loop benutzt und gehört dorthin; dieser Lauf hat seine eigene. Geben Sie dem Agenten einen eigenen Client, oder starten Sie ihn in der Zelle: watch(Runner.run_streamed(agent, ...)).",

  oneItem: "1 Element",
  items: "{n} Elemente",
  oneField: "1 Feld",
  fields: "{n} Felder",
  typeOneField: "{1}, 1 Feld",
  typeFields: "{1}, {n} Felder",
};
