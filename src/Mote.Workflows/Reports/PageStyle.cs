namespace Mote.Workflows.Reports;

/// <summary>How reports look. Colours are variables, so that drawings follow the reader's theme.</summary>
internal static class PageStyle
{
    /// <summary>Line colours that differ for colour-blind readers too: --line0 and on.</summary>
    public const int Lines = 8;

    public const string Sheet = """
        :root{--page:#f5f6f8;--card:#fff;--text:#1b2430;--muted:#5d6978;--rule:#dfe3e9;--grid:#e8ebf0;--good:#1f6fb2;--on-good:#fff;
        --bad:#c9482b;--on-bad:#fff;--line0:#1f6fb2;--line1:#c9482b;--line2:#2a8a57;--line3:#9b5fc0;--line4:#b07a10;--line5:#128a96;
        --line6:#b23a76;--line7:#5c6470}
        @media (prefers-color-scheme:dark){:root{--page:#10151c;--card:#19212b;--text:#e6eaf0;--muted:#9aa7b6;--rule:#2c3743;--grid:#263039;
        --good:#5aa9e6;--on-good:#08131f;--bad:#f08a6c;--on-bad:#1f0c06;--line0:#5aa9e6;--line1:#f08a6c;--line2:#63c793;--line3:#c59be4;
        --line4:#e0b354;--line5:#55c6d1;--line6:#ec86b5;--line7:#a4afbb}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 56px;display:grid;grid-template-columns:minmax(0,1fr);gap:18px}
        .two,.three{display:grid;gap:18px;grid-template-columns:repeat(2,minmax(0,1fr))}
        .three{grid-template-columns:repeat(3,minmax(0,1fr))}
        header h1{font-size:1.6rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
        header p{margin:0;color:var(--muted);overflow-wrap:anywhere}
        dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin:4px 0 0}
        .figure,section{background:var(--card);border:1px solid var(--rule);border-radius:10px}
        .figure{padding:12px 16px}
        .figure dt{color:var(--muted);font-size:.85rem}
        .figure dd{margin:0}
        .figure b{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums;font-weight:650}
        .figure span{color:var(--muted);font-size:.85rem}
        section{padding:16px 18px 18px;min-width:0}
        h2{font-size:1.05rem;margin:0}
        .note{color:var(--muted);font-size:.88rem;margin:2px 0 12px}
        .scroll{overflow-x:auto}
        .scroll:focus-visible{outline:2px solid var(--good);outline-offset:3px}
        .beside{display:flex;flex-wrap:wrap;gap:12px 36px;align-items:flex-start}
        .beside>.scroll{flex:0 1 auto;min-width:0;max-width:100%}
        .beside>div:last-child{flex:1 1 260px;min-width:0}
        h3{font-size:.92rem;margin:0 0 6px}
        svg{display:block;width:100%;height:auto;
        font:12px/1 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow:visible}
        svg text{fill:var(--text)}
        svg .soft{fill:var(--muted)}
        svg .grid{stroke:var(--grid);fill:none}
        svg .axis{stroke:var(--muted);fill:none}
        svg .guide{stroke:var(--muted);stroke-dasharray:3 4;fill:none}
        svg .line{fill:none;stroke-width:1.8;stroke-linejoin:round}
        svg .rest{stroke:var(--muted);stroke-width:1;opacity:.45;fill:none}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9rem}
        th{font-weight:600;text-align:left;color:var(--muted);white-space:nowrap}
        th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--rule);vertical-align:middle}
        tr:last-child td{border-bottom:0}
        .r{text-align:right;white-space:nowrap}
        .n{white-space:nowrap}
        .id{overflow-wrap:anywhere;min-width:9rem}
        .bar{display:inline-block;width:64px;height:8px;border-radius:4px;background:var(--grid);margin-left:8px;vertical-align:middle}
        .bar i{display:block;height:100%;border-radius:4px;background:var(--good)}
        .swatch{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:8px;vertical-align:-1px;background:var(--muted)}
        .swatch:not([style]){opacity:.45}
        @media (max-width:1000px){.three{grid-template-columns:repeat(2,minmax(0,1fr))}}
        @media (max-width:760px){main{padding:18px 12px 40px;gap:12px}section{padding:14px 12px}
        .two,.three{grid-template-columns:minmax(0,1fr);gap:12px}
        dl{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.figure{padding:10px 12px}.figure b{font-size:1.3rem}.bar{width:40px}}
        @media print{body{background:#fff}section,.figure{break-inside:avoid}}
        """;
}
