-- Delegates who each report alone: wrk -s load.lua URL -- DELEGATES DAYS FIRST
-- DELEGATES: a file of keys and workplaces. DAYS: dates with commas between. FIRST: where in their sequence to begin.
-- Three in a hundred say that something is wrong. No report is sent twice.
local keys, places, days = {}, {}, {}
local count, at = 0, 0

function init(args)
  for line in io.lines(args[1]) do
    local key, place = line:match("(%S+) (%d+)")
    count = count + 1
    keys[count], places[count] = key, place
  end
  for day in args[2]:gmatch("[^,]+") do days[#days + 1] = day end
  at = tonumber(args[3])
end

function request()
  local who, day = at % count + 1, days[math.floor(at / count) + 1]
  if not day then error("more reports than there are delegates and days") end
  local wrong = at % 100 < 3 and ',"fever":1' or ""
  local body = '{"workplace":' .. places[who] .. ',"day":"' .. day .. '","key":"' .. day .. '-' .. at
    .. '","headcount":100,"on_duty":96,"masks_in_stock":2000,"masks_needed_daily":100,"disinfected":true,'
    .. '"entries_measured":true,"all_clear":true' .. wrong .. '}'
  at = at + 1
  return "POST " .. wrk.path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " .. keys[who]
    .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format(
    '\nRESULT {"requests": %d, "seconds": %.3f, "refused": %d, "broken": %d, "p50_ms": %.2f, "p95_ms": %.2f, "p99_ms": %.2f}',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
