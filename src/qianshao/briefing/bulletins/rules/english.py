"""The bulletin in English."""

from __future__ import annotations

from qianshao.briefing.bulletins.rules.figures import Figures
from qianshao.briefing.bulletins.rules.telling import Telling


def write(figures: Figures, period: str, hour: str) -> list[tuple[str, str]]:
    return _English(figures, period, hour).sections()


class _English(Telling):
    headings = ("Reports", "Dangers and cases", "Restarts and inspections", "Signals", "Undertakings")
    periods = {
        "day": ("the day before", "the same day of the week before"),
        "week": ("the week before", ""),
    }
    between, comma, brackets = " ", ", ", " ({})"

    def reports(self) -> list[str]:
        value, many = self.figures.value, self.many
        if not value("workplaces"):
            return []
        share = self.figures.share("answered", "workplaces")
        answered, workplaces = self.figures["answered"].marked, many("workplaces", "workplace", "workplaces")
        if self.period == "week":
            due = many("workplaces", "report that was", "reports that were")
            came = f"{answered} came by the hour, {share} per cent" if value("answered") else "none came by the hour"
            lines = [f"Of {due} due in the week {came}"]
        elif not value("answered"):
            none = "None of the" if value("workplaces") > 1 else "Not even the"
            lines = [f"{none} {workplaces} had reported by {self.hour}"]
        elif value("answered") == value("workplaces"):
            lines = [f"{'All' if value('workplaces') > 1 else 'The'} {workplaces} had reported by {self.hour}"]
        else:
            lines = [f"By {self.hour}, {answered} of {workplaces} had reported, {share} per cent"]
        lines[0] += self.points("answered", "workplaces") + "."
        if value("heard"):
            lines.append(f"{many('heard', 'more was', 'more were')} reached by telephone.")
        if value("silent"):
            silent = many("silent", "workplace was", "workplaces were")
            if self.period == "week":
                silent = many("silent", "report was", "reports were") + " neither sent nor heard by telephone"
            else:
                silent += " silent"
            lines.append(f"{silent}{self.compared('silent')}.")
        if value("late"):
            lines.append(f"{many('late', 'report', 'reports')} came after the hour.")
        if value("wrong"):
            what = "report says" if value("wrong") == 1 else "reports say"
            lines.append(f"{self.figures['wrong'].marked} {what} that something is wrong{self.compared('wrong')}.")
        elif value("answered"):
            lines.append("No report says that anything is wrong.")
        return lines

    def cases(self) -> list[str]:
        value, many = self.figures.value, self.many
        lines = []
        if value("opened"):
            line = f"{many('opened', 'case was', 'cases were')} opened{self.compared('opened')}"
            if value("serious"):
                line += f"; {many('serious', 'of them is', 'of them are')} serious"
            lines.append(line + ".")
        if value("closed"):
            lines.append(f"{many('closed', 'was', 'were')} brought to an end.")
        if value("open"):
            line = f"{many('open', 'case is', 'cases are')} open"
            line += f", {many('overdue', 'of them', 'of them')} past the deadline" if value("overdue") else ""
            lines.append(line + ("." if value("overdue") else ", none past its deadline."))
        if value("moved_up"):
            moved = many("moved_up", "case moved up once", "times a case moved up")
            lines.append(f"{moved} because nobody had answered in time.")
        sent = []
        if value("letters"):
            sent.append(f"{many('letters', 'letter was', 'letters were')} sent to employers")
        if value("referrals"):
            sent.append(f"{many('referrals', 'case was', 'cases were')} referred to authorities")
        if sent:
            lines.append(" and ".join(sent) + ".")
        return lines

    def restarts(self) -> list[str]:
        value, many = self.figures.value, self.many
        lines = []
        if value("restarted"):
            line = f"{many('restarted', 'workplace is', 'workplaces are')} at work again"
            if value("newly_working"):
                line += f", {many('newly_working', 'of them', 'of them')} {self._since()}"
            lines.append(line + ".")
        if value("inspected"):
            line = f"{many('inspected', 'visit was', 'visits were')} made"
            if value("failed") == value("inspected"):
                line += "; each found something amiss" if value("failed") > 1 else "; it found something amiss"
            elif value("failed"):
                line += f"; {many('failed', 'of them', 'of them')} found something amiss"
            else:
                line += ", and found all in order"
            lines.append(line + ".")
        return lines

    def signals(self) -> list[str]:
        value, many = self.figures.value, self.many
        lines = []
        if value("signals"):
            lines.append(f"{many('signals', 'new signal was', 'new signals were')} found in the records.")
        if value("confirmed"):
            lines.append(f"{many('confirmed', 'signal was', 'signals were')} judged to be true.")
        return lines

    def undertakings(self) -> list[str]:
        value, many = self.figures.value, self.many
        lines = []
        if value("undertaken"):
            lines.append(f"{many('undertaken', 'thing was', 'things were')} undertaken.")
        if value("kept") or value("broken"):
            parts = [f"{many('kept', 'was', 'were')} kept"] if value("kept") else []
            parts += [f"{many('broken', 'was', 'were')} broken"] if value("broken") else []
            lines.append("Of what was due " + " and ".join(parts) + ".")
        return lines

    def many(self, name: str, one: str, several: str) -> str:
        row = self.figures[name]
        return f"{row.marked} {one if row.value == 1 else several}"

    def moved(self, points: int) -> str:
        """ "two points more than the day before"."""
        if not points:
            return f", as {self._on(self.before)}"
        name = "point" if abs(points) == 1 else "points"
        return f", {abs(points)} {name} {'more' if points > 0 else 'less'} than {self._on(self.before)}"

    def change(self, more: int, then: int, when: str) -> str:
        if not more:
            return f"as many as {self._on(when)}"
        if not then:
            return f"none {self._on(when)}"
        return f"{abs(more):,} {'more' if more > 0 else 'fewer'} than {self._on(when)}"

    def _on(self, when: str) -> str:
        return f"on {when}" if self.period == "day" else f"in {when}"

    def _since(self) -> str:
        return "in this week" if self.period == "week" else "since the day before"
