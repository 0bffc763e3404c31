import { raw } from "hono/html";

/** Styles of the customer's page: light and dark, down to a phone's width. */
export const customerStyle = raw(`<style>
:root { color-scheme: light dark; --bg: #e9ecf0; --card: #fff; --text: #1b1f24; --dim: #5b6470; --line: #dce1e7;
  --mine: #2f6f62; --on-mine: #fff; --theirs: #eef1f4; --accent: #2f6f62; --badge: #fff3d6; --badge-text: #6b4a00; }
@media (prefers-color-scheme: dark) { :root { --bg: #121518; --card: #1b1f23; --text: #e8ebee; --dim: #a2acb7;
  --line: #30363d; --mine: #2f7567; --on-mine: #fff; --theirs: #2a3037; --accent: #6fc2af; --badge: #43360f; --badge-text: #ffe3a1; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { height: 100%; max-width: 680px; margin: 0 auto; background: var(--card); display: flex; flex-direction: column;
  border-inline: 1px solid var(--line); }
header { padding: 14px 16px 12px; border-bottom: 1px solid var(--line); }
.title { display: flex; align-items: center; gap: 10px; margin-bottom: 10px; }
h1 { font-size: 17px; margin: 0; }
.badge { background: var(--badge); color: var(--badge-text); border-radius: 6px; padding: 2px 8px; font-size: 12px; font-weight: 600; }
.choices { display: grid; grid-template-columns: 3fr 2fr; gap: 10px; }
.choices label { display: block; font-size: 13px; color: var(--dim); min-width: 0; }
select { display: block; width: 100%; margin-top: 3px; }
select, textarea { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: 8px 10px; }
.hint { margin: 16px 16px 0; padding: 12px 14px; border-radius: 8px; background: var(--badge); color: var(--badge-text); }
.quiet { margin: auto; color: var(--dim); text-align: center; padding: 8px; }
#scroll { flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column; padding: 16px; gap: 10px; }
#bubbles { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 10px; }
li { max-width: 80%; display: flex; flex-direction: column; }
li p { margin: 0; padding: 8px 13px; border-radius: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
li small { color: var(--dim); font-size: 12px; padding: 2px 6px 0; font-variant-numeric: tabular-nums; }
li.customer { align-self: flex-end; align-items: flex-end; }
li.customer p { background: var(--mine); color: var(--on-mine); border-bottom-right-radius: 5px; }
li.page { align-self: flex-start; align-items: flex-start; }
li.page p { background: var(--theirs); border-bottom-left-radius: 5px; }
li img, li video { display: block; max-width: 220px; max-height: 180px; border-radius: 12px; margin-top: 2px; }
li video { min-width: 180px; }
li audio { max-width: 100%; width: 260px; height: 40px; }
li q { color: var(--dim); font-size: 13px; padding: 0 6px 3px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li .card { border: 1px solid var(--line); }
li.customer .card a { color: inherit; }
.reactions { font-size: 14px; margin-top: -6px; padding: 1px 7px; border-radius: 10px; background: var(--card); border: 1px solid var(--line); }
.taps { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px; }
.foot { display: flex; align-items: center; gap: 2px; }
details { position: relative; }
summary { list-style: none; cursor: pointer; color: var(--dim); border-radius: 6px; padding: 0 6px; user-select: none; }
summary::-webkit-details-marker { display: none; }
details > div { position: absolute; z-index: 1; bottom: 100%; display: flex; flex-wrap: wrap; gap: 6px; width: 240px; padding: 8px;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 4px 16px #0003; }
li.customer details > div { right: 0; }
li.page details > div { left: 0; }
#bubbles > li:first-child .foot details > div { bottom: auto; top: 100%; }
details > div button, .taps button, #composing button { font-weight: 500; font-size: 13px; padding: 5px 10px; background: var(--theirs);
  color: var(--text); }
#more summary { font-size: 22px; line-height: 1; padding: 8px 6px; color: var(--text); }
#more > div { left: 0; width: 300px; bottom: calc(100% + 6px); }
#composing { display: flex; align-items: center; gap: 10px; justify-content: space-between; padding: 8px 16px 0; color: var(--dim); font-size: 13px; }
#composing span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
#typing { align-self: flex-start; margin: 0; padding: 11px 14px; background: var(--theirs); border-radius: 16px;
  border-bottom-left-radius: 5px; display: flex; gap: 5px; }
#typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--dim); animation: beat 1.2s infinite; }
#typing i:nth-child(2) { animation-delay: .18s; } #typing i:nth-child(3) { animation-delay: .36s; }
@keyframes beat { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { #typing i { animation: none; } }
form { display: flex; gap: 10px; align-items: flex-end; padding: 12px 16px; border-top: 1px solid var(--line); }
form label { flex: 1; min-width: 0; }
textarea { width: 100%; resize: none; display: block; field-sizing: content; max-height: 140px; }
button { font: inherit; font-weight: 600; padding: 9px 18px; border: 0; border-radius: 8px; background: var(--mine);
  color: var(--on-mine); cursor: pointer; }
button:disabled { background: var(--line); color: var(--dim); cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 700px) { main { border: 0; } }
@media (max-width: 480px) { .choices { grid-template-columns: 1fr; gap: 8px; } }
</style>`);
