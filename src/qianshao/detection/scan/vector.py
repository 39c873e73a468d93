"""The one loop that matters, as the machine should run it.

Left to itself, the compiler vectorises over places and has to gather single words; here one place's four words are
one 256-bit load and one addition.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _add_rows(typing_context: Any, words: Any, places: Any, start: Any, stop: Any, sums: Any) -> Any:
    """sums[0:4] += words[p, 0:4] for p in places[start:stop].

    ``words``: (N, 4) uint64, ``places``: uint16 or uint32, ``sums``: (4,) uint64; all contiguous, no bounds checked.
    """
    signature = types.void(words, places, types.intp, types.intp, sums)

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        row = ir.VectorType(ir.IntType(64), 4)
        given = [
            context.make_array(kind)(context, builder, value).data
            for kind, value in zip(
                (signature.args[0], signature.args[1], signature.args[4]),
                (arguments[0], arguments[1], arguments[4]),
                strict=True,
            )
        ]
        table, target = (builder.bitcast(given[one], row.as_pointer()) for one in (0, 2))
        first, start, stop = builder.load(target, align=8), arguments[2], arguments[3]
        before, body, after = (
            builder.block,
            builder.append_basic_block("rows"),
            builder.append_basic_block("summed"),
        )
        builder.cbranch(builder.icmp_signed("<", start, stop), body, after)
        with builder.goto_block(body):
            index, total = builder.phi(start.type), builder.phi(row)
            place = builder.zext(builder.load(builder.gep(given[1], [index])), ir.IntType(64))
            sum_ = builder.add(total, builder.load(builder.gep(table, [place]), align=8))
            following = builder.add(index, ir.Constant(start.type, 1))
            for phi, value, next_ in ((index, start, following), (total, first, sum_)):
                phi.add_incoming(value, before)
                phi.add_incoming(next_, body)
            builder.cbranch(builder.icmp_signed("<", following, stop), body, after)
        builder.position_at_end(after)
        whole = builder.phi(row)
        whole.add_incoming(first, before)
        whole.add_incoming(sum_, body)
        builder.store(whole, target, align=8)
        return context.get_dummy_value()

    return signature, codegen


add_rows: Any = intrinsic(_add_rows)
