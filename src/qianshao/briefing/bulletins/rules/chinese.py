"""简报的中文写法。The bulletin in Chinese, as an officer would write it."""

from __future__ import annotations

from qianshao.briefing.bulletins.rules.figures import Figures
from qianshao.briefing.bulletins.rules.telling import Telling


def write(figures: Figures, period: str, hour: str) -> list[tuple[str, str]]:
    return _Chinese(figures, period, hour).sections()


class _Chinese(Telling):
    headings = ("报告情况", "隐患与事项办理", "复工与检查", "预警研判", "承诺兑现")
    periods = {"day": ("前一日", "上周同日"), "week": ("上周", "")}
    between, comma, brackets = "", "，", "（{}）"

    def reports(self) -> list[str]:
        value, number = self.figures.value, self.number
        if not value("workplaces"):
            return []
        share = self.figures.share("answered", "workplaces")
        moved = self.points("answered", "workplaces")
        if self.period == "week":
            line = f"本周应报日报{number('workplaces')}份，按时报告{number('answered')}份，按时报告率{share}%{moved}。"
        elif not value("answered"):
            line = f"截至{self.hour}，全部{number('workplaces')}家单位均未报告{moved}。"
        elif value("answered") == value("workplaces"):
            line = f"截至{self.hour}，全部{number('workplaces')}家单位均已报告{moved}。"
        else:
            line = (
                f"截至{self.hour}，{number('workplaces')}家单位中有{number('answered')}家报告，报告率{share}%{moved}。"
            )
        lines = [line]
        unit = "份" if self.period == "week" else "家"
        if value("heard"):
            lines.append(f"另经电话了解{number('heard')}{unit}。")
        if value("silent"):
            what = "未报告也未联系上的有" if self.period == "week" else "仍未报告的有"
            lines.append(f"{what}{number('silent')}{unit}{self.compared('silent')}。")
        if value("late"):
            lines.append(f"逾时补报{number('late')}{unit}。")
        if value("wrong"):
            lines.append(f"报告中反映有问题的{number('wrong')}{unit}{self.compared('wrong')}。")
        elif value("answered"):
            lines.append("报告中未反映问题。")
        return lines

    def cases(self) -> list[str]:
        value, number = self.figures.value, self.number
        lines = []
        if value("opened"):
            serious = f"，其中情况严重的{number('serious')}件" if value("serious") else ""
            lines.append(f"新立事项{number('opened')}件{self.compared('opened')}{serious}。")
        if value("closed"):
            lines.append(f"办结{number('closed')}件。")
        if value("open"):
            late = f"其中超过期限的{number('overdue')}件" if value("overdue") else "均在期限内"
            lines.append(f"正在办理{number('open')}件，{late}。")
        if value("moved_up"):
            lines.append(f"因到期无人答复，事项上移{number('moved_up')}次。")
        sent = [f"向用人单位发函{number('letters')}件"] if value("letters") else []
        sent += [f"转交有关部门{number('referrals')}件"] if value("referrals") else []
        if sent:
            lines.append("，".join(sent) + "。")
        return lines

    def restarts(self) -> list[str]:
        value, number = self.figures.value, self.number
        lines = []
        if value("restarted"):
            new = f"，其中{self._since()}新增{number('newly_working')}家" if value("newly_working") else ""
            lines.append(f"已复工{number('restarted')}家{new}。")
        if value("inspected"):
            if value("failed") == value("inspected"):
                found = "，均发现问题" if value("failed") > 1 else "，发现问题"
            else:
                found = f"，其中{number('failed')}次发现问题" if value("failed") else "，未发现问题"
            lines.append(f"开展现场检查{number('inspected')}次{found}。")
        return lines

    def signals(self) -> list[str]:
        value, number = self.figures.value, self.number
        lines = [f"新发现预警{number('signals')}条。"] if value("signals") else []
        return lines + ([f"经研判属实{number('confirmed')}条。"] if value("confirmed") else [])

    def undertakings(self) -> list[str]:
        value, number = self.figures.value, self.number
        lines = [f"新记录承诺{number('undertaken')}项。"] if value("undertaken") else []
        parts = [f"兑现{number('kept')}项"] if value("kept") else []
        parts += [f"未兑现{number('broken')}项"] if value("broken") else []
        return lines + (["到期承诺中，" + "，".join(parts) + "。"] if parts else [])

    def number(self, name: str) -> str:
        return self.figures[name].marked

    def moved(self, points: int) -> str:
        if not points:
            return f"，与{self.before}持平"
        return f"，比{self.before}{'上升' if points > 0 else '下降'}{abs(points)}个百分点"

    def change(self, more: int, then: int, when: str) -> str:
        if not more:
            return f"与{when}相同"
        if not then:
            return f"{when}为零"
        return f"比{when}{'增加' if more > 0 else '减少'}{abs(more):,}"

    def _since(self) -> str:
        return "本周" if self.period == "week" else "当日"
