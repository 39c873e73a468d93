// Points of the map: how they come (see day/rules/packing.py), and how they are gathered into clusters.
"use strict";
const Points = {
    read(buffer) {
        const bytes = new DataView(buffer), length = bytes.getUint32(4, true), start = 8 + length;
        if (bytes.getUint32(0) !== 0x51534d31) throw new Error("these are no points");
        const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length))), count = head.count;
        return {
            head,
            ids: new Uint32Array(buffer, start, count),
            xs: new Uint16Array(buffer, start + 4 * count, count),
            ys: new Uint16Array(buffer, start + 6 * count, count),
            states: new Uint8Array(buffer, start + 8 * count, count),
        };
    },

    // The points of the states that are shown, by the cells of a grid. Of each cluster: the middle of its points, how
    // many they are and of each state, the first, and whether they are apart at all. `cell`: the cluster of each point.
    gather({ head, ids, xs, ys, states }, shown, size) {
        const columns = Math.ceil(65536 / size) + 1, kinds = head.states.length;
        const plain = columns * columns < 4e6, slots = plain ? new Int32Array(columns * columns) : new Map();
        const cell = new Int32Array(ids.length).fill(-1);
        let count = 0;
        for (let i = 0; i < ids.length; i++) {
            if (!shown[states[i]]) continue;
            const key = Math.floor(ys[i] / size) * columns + Math.floor(xs[i] / size);
            let slot = (plain ? slots[key] : slots.get(key)) || 0;
            if (!slot) {
                slot = ++count;
                if (plain) slots[key] = slot;
                else slots.set(key, slot);
            }
            cell[i] = slot - 1;
        }
        const found = {
            count, cell,
            x: new Float64Array(count), y: new Float64Array(count),
            total: new Uint32Array(count), of: new Uint32Array(count * kinds),
            first: new Int32Array(count).fill(-1), spread: new Uint8Array(count),
        };
        for (let i = 0; i < ids.length; i++) {
            const at = cell[i];
            if (at < 0) continue;
            const one = found.first[at];
            if (one < 0) found.first[at] = i;
            else if (xs[one] !== xs[i] || ys[one] !== ys[i]) found.spread[at] = 1;
            found.x[at] += xs[i];
            found.y[at] += ys[i];
            found.total[at]++;
            found.of[at * kinds + states[i]]++;
        }
        for (let at = 0; at < count; at++) {
            found.x[at] /= found.total[at];
            found.y[at] /= found.total[at];
        }
        return found;
    },
};
