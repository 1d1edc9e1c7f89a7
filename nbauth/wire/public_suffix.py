"""Which domains belong to nobody in particular, so that a cookie for all of their hosts would go to strangers.

The Public Suffix List (https://publicsuffix.org) says it, through the optional package publicsuffixlist (the extra
"cookies"). Without it, a short list does, which is chosen so that it rather holds a cookie back: those are sent to
the host that set them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

__all__ = ["is_public_suffix"]

SECOND_LEVEL = frozenset("ac co com edu gov mil net org".split())
"""Below nearly every country that has a second level: co.uk, com.au."""

OF_COUNTRIES = {
    "at": "gv or",
    "au": "asn id",
    "br": "adv art blog eng ind jus leg med mp pro psi tv wiki",
    "hu": "info sport tm",
    "il": "idf k12 muni",
    "in": "firm gen ind nic res",
    "it": "edu gov",
    "jp": "ad ed go gr lg ne or",
    "ke": "go info me mobi ne or sc",
    "kr": "go kg ms ne or pe re sc",
    "nz": "cri geek gen govt health iwi kiwi maori parliament school",
    "pl": "aid biz info waw",
    "ru": "msk spb",
    "th": "go in mi or",
    "tr": "av bel bbs biz dr gen info k12 name pol tel tv web",
    "tw": "club ebiz game idv",
    "ua": "in kiev kyiv lviv",
    "uk": "ltd me nhs plc police sch",
    "za": "agric alt law nis nom school web",
}
"""Second levels that elsewhere are somebody's name (id.au, but id.me)."""

HOSTERS = frozenset(
    """
    amazonaws.com amazonaws.com.cn amplifyapp.com appspot.com azure-api.net azurecontainer.io azurefd.net
    azurestaticapps.net azurewebsites.net blogspot.com cloudapp.net cloudflare.net cloudfront.net
    cloudfunctions.net codeberg.page core.windows.net databricksapps.com deno.dev digitaloceanspaces.com
    duckdns.org elasticbeanstalk.com fastly.net firebaseapp.com fly.dev github.io githubpreview.dev
    githubusercontent.com gitlab.io googleapis.com herokuapp.com hf.space linodeobjects.com modelscape.com
    myshopify.com netlify.app ngrok-free.app ngrok-free.dev ngrok.app ngrok.dev ngrok.io on.aws
    ondigitalocean.app onrender.com oraclecloudapps.com pages.dev pythonanywhere.com r2.dev railway.app
    readthedocs.io repl.co replit.app replit.dev run.app sagemaker.aws servicebus.windows.net streamlit.app
    supabase.co surge.sh trafficmanager.net trycloudflare.com ts.net vercel.app web.app wixsite.com workers.dev
    """.split()
)
"""Domains below which anybody can have a host, at any depth."""


@lru_cache(1024)
def is_public_suffix(domain: str) -> bool:
    """Tell whether hosts of different owners are below *domain*: com, co.uk, github.io."""
    domain = domain.strip(".").lower()
    if "." not in domain:
        return True
    listed = _listed()
    return listed(domain) if listed is not None else _looks_like_one(domain)


def _looks_like_one(domain: str) -> bool:
    second, _, country = domain.rpartition(".")
    if len(country) == 2 and (second in SECOND_LEVEL or second in OF_COUNTRIES.get(country, "").split()):
        return True
    labels = domain.split(".")
    return any(".".join(labels[at:]) in HOSTERS for at in range(len(labels) - 1))


@cache
def _listed() -> Callable[[str], bool] | None:
    """Return the look-up in the whole list, where it is installed."""
    try:
        from publicsuffixlist import PublicSuffixList  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    is_public: Callable[[str], bool] = PublicSuffixList().is_public
    return is_public
