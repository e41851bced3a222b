namespace Mote.Workflows;

/// <summary>How a dataset's page looks: light or dark as the reader's system is, from a phone to a wide screen.</summary>
internal static class DataPageStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1d2328;--soft:#5b666f;--rule:#dfe3e6;--train:#3566a8;
        --validation:#c97b12;--test:#16857a;--bad:#b3261e;--warn:#96690a;--good:#2c7a3d}
        @media(prefers-color-scheme:dark){:root{--bg:#14181b;--card:#1d2327;--ink:#e6eaed;--soft:#9aa6ae;--rule:#323b41;--train:#7aa7e6;
        --validation:#e8a548;--test:#4dbfb2;--bad:#ff8a80;--warn:#e5b454;--good:#79c98a}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
        main{max-width:72rem;margin:0 auto;padding:clamp(1rem,4vw,2.5rem)}
        h1{font-size:clamp(1.5rem,5vw,2.2rem);line-height:1.2;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
        h3{font-size:1rem;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}
        .lead{margin:.25rem 0 1.25rem;color:var(--soft)}
        .facts{display:flex;flex-wrap:wrap;gap:.75rem 2rem;margin:0}
        .facts dt{font-size:.8rem;color:var(--soft)}
        .facts dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
        .findings{list-style:none;margin:0;padding:0;display:grid;gap:.5rem}
        .findings>li{background:var(--card);border:1px solid var(--rule);border-left:4px solid var(--warn);border-radius:6px;
        padding:.6rem .9rem}
        .findings>li.bad{border-left-color:var(--bad)}
        .findings>li.good{border-left-color:var(--good)}
        .findings p{margin:0}
        .findings summary{cursor:pointer}
        .findings details ul{margin:.5rem 0 0;padding-left:1.2rem;color:var(--soft);font-size:.875rem;max-height:16rem;overflow:auto}
        .findings details li{overflow-wrap:anywhere}
        .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0 0 .75rem;font-size:.875rem;color:var(--soft)}
        i{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.45em}
        i.train,b.train{background:var(--train)}
        i.validation,b.validation{background:var(--validation)}
        i.test,b.test{background:var(--test)}
        .bars{display:grid;grid-template-columns:fit-content(14rem) 1fr max-content;gap:.4rem .8rem;align-items:center;font-size:.9rem}
        .bars .name{max-width:min(14rem,34vw);overflow-wrap:anywhere}
        .bars .bar{display:flex;gap:2px;height:1.15rem}
        .bars b{display:block;min-width:2px;border-radius:2px}
        .bars .count{font-variant-numeric:tabular-nums;text-align:right;color:var(--soft)}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{text-align:right;padding:.45rem .75rem;border-bottom:1px solid var(--rule);white-space:nowrap}
        th{font-weight:600;color:var(--soft)}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        .examples{display:grid;grid-template-columns:repeat(auto-fill,minmax(max(9rem,22%),1fr));gap:.75rem}
        figure{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:.6rem;min-width:0}
        figure svg{display:block;width:100%;height:6rem}
        figure img{display:block;width:100%}
        figure .spectrogram{height:6rem;margin-top:.4rem;border-radius:3px}
        figure .pixels{image-rendering:pixelated;object-fit:contain;max-height:11rem}
        figcaption{margin-top:.4rem;font-size:.78rem;color:var(--soft);word-break:break-all}
        .range{display:block;font-size:.72rem;color:var(--soft);font-variant-numeric:tabular-nums}
        .axis{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
        .wave{fill:var(--train)}
        .line{fill:none;stroke-width:1.4;vector-effect:non-scaling-stroke}
        .c0{stroke:#4477aa}.c1{stroke:#dd7788}.c2{stroke:#3a9b56}.c3{stroke:#b8a023}.c4{stroke:#44a9cc}.c5{stroke:#aa55a0}.c6{stroke:#888}
        @media(max-width:40rem){th,td{padding:.4rem .3rem;font-size:.8rem}}
        @media(max-width:28rem){th:nth-child(4),td:nth-child(4){display:none}}
        .c7{stroke:#d2691e}.c8{stroke:#6a5acd}
        """;
}
