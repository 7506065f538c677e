/// The look of a report: light or dark as the reader's system is, on wide and narrow screens, on paper.
enum ReportStyle {
    static let sheet = """
        :root{color-scheme:light dark;--ink:#1f1f22;--soft:#63636b;--line:#d8d8de;--card:#f6f6f8;\
        --ground:#fff;--bar:#0072b2;--chosen:#9a6700;--truth:#0068a6}
        @media(prefers-color-scheme:dark){:root{--ink:#e7e7ea;--soft:#a2a2ab;--line:#3b3b42;\
        --card:#232327;--ground:#18181b;--bar:#4c9fd6;--chosen:#e69f00;--truth:#56b4e9}}
        body{font:15px/1.45 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;\
        color:var(--ink);background:var(--ground)}
        h1{font-size:1.6rem;line-height:1.2;overflow-wrap:anywhere}h2{margin:2.2rem 0 .6rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}dt{color:var(--soft)}\
        dd{margin:0;overflow-wrap:anywhere}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
        th,td{padding:.2rem .7rem;text-align:right;white-space:nowrap;font-weight:normal}\
        tr>:first-child{text-align:left;white-space:pre-wrap;padding-left:0}\
        tr:first-child th{color:var(--soft);border-bottom:1px solid var(--line)}\
        tr.own>*{font-weight:bold}
        figure{margin:0;max-width:44rem}svg{display:block;width:100%}svg rect{fill:var(--bar)}\
        svg text{font-size:11px;text-anchor:middle;fill:currentColor}svg path{stroke:currentColor}
        .cases{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr));\
        gap:1rem;align-items:start}
        article{background:var(--card);border:1px solid var(--line);border-radius:.5rem;\
        overflow:hidden;break-inside:avoid}article>div{padding:.6rem .8rem .8rem}\
        img{display:block;width:100%;height:auto}h3{margin:0;font-size:1rem;overflow-wrap:anywhere}\
        article p{margin:.15rem 0;overflow-wrap:anywhere}.place{color:var(--soft);font-size:.87em}\
        article table{width:100%;margin-top:.4rem;font-size:.87em}\
        article th,article td{padding:.1rem .35rem}\
        article tr>:first-child{white-space:normal;padding-left:0}\
        article tr:first-child th{white-space:normal;vertical-align:bottom}
        .chosen{color:var(--chosen)}.truth{color:var(--truth)}
        @media(max-width:34rem){dl{display:block}dd{margin:0 0 .4rem}}
        """
}
