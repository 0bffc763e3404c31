import { raw } from "hono/html";

/** Styles of the dialog's pages: light and dark, down to a phone's width. */
export const dialogStyle = raw(`<style>
:root { color-scheme: light dark; --bg: #eef0f3; --card: #fff; --text: #1b1f24; --dim: #59626e;
  --line: #d9dee4; --accent: #2f5fb3; --on-accent: #fff; --tint: #f4f6f9; --badge: #fff3d6; --badge-text: #6b4a00; }
@media (prefers-color-scheme: dark) { :root { --bg: #14171b; --card: #1d2126; --text: #e8ebee; --dim: #a3adb8;
  --line: #343b43; --accent: #86aef0; --on-accent: #0e1b30; --tint: #252a31; --badge: #43360f; --badge-text: #ffe3a1; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 560px; margin: 32px auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; overflow: clip; }
main.popup { max-width: none; margin: 0; border: 0; border-radius: 0; min-height: 100vh; }
form { display: flex; flex-direction: column; min-height: inherit; }
header { padding: 20px 24px 8px; }
.badge { display: inline-block; background: var(--badge); color: var(--badge-text); border-radius: 6px;
  padding: 2px 8px; font-size: 12px; font-weight: 600; margin-bottom: 10px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
p { margin: 0; color: var(--dim); }
.who { display: flex; align-items: center; gap: 12px; margin: 12px 24px 0; padding: 10px 12px;
  background: var(--tint); border-radius: 8px; }
.others { margin: 8px 24px 0; font-size: 13px; }
.others a { color: var(--accent); }
.who img { width: 40px; height: 40px; border-radius: 50%; }
fieldset { border: 0; margin: 18px 24px 0; padding: 0; min-width: 0; }
legend { font-weight: 600; padding: 0; margin-bottom: 6px; }
.choice { display: flex; align-items: center; gap: 12px; padding: 8px 4px; border-top: 1px solid var(--line); }
legend + .choice { border-top: 0; }
fieldset:last-of-type { margin-bottom: 20px; }
.choice.linked { padding-left: 34px; }
.choice input { width: 18px; height: 18px; margin: 0; flex: none; accent-color: var(--accent); }
.choice img { width: 32px; height: 32px; border-radius: 8px; flex: none; }
.choice div { min-width: 0; }
.choice label { display: block; overflow-wrap: anywhere; }
.choice small { display: block; color: var(--dim); font-size: 13px; }
footer { position: sticky; bottom: 0; display: flex; justify-content: flex-end; gap: 10px; margin-top: auto;
  padding: 14px 24px; background: var(--card); border-top: 1px solid var(--line); }
button { font: inherit; font-weight: 600; padding: 9px 20px; border-radius: 8px; border: 1px solid var(--line);
  background: var(--card); color: var(--text); cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 600px) { main { margin: 0; border: 0; border-radius: 0; min-height: 100vh; }
  header { padding: 16px 16px 4px; } .who, .others, fieldset { margin-left: 16px; margin-right: 16px; }
  footer { padding: 12px 16px; } footer button { flex: 1; } }
</style>`);
