"""The options of curl, as data: what each takes, and what is done about it.

The names are those of curl 8.17 (src/tool_getparam.c), in groups: ``X/request=`` is -X and --request, and takes
a value. What curl does with an option that is understood is in `curl_text`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["BY_LETTER", "BY_NAME", "CurlOption"]


@dataclass(frozen=True, slots=True)
class CurlOption:
    """One option.

    Attributes:
        name: Its long name, without dashes.
        letter: Its short name, or nothing.
        takes_value: Whether a value follows; what takes none can be said with --no- before it.
        effect: "understood", "none", "noted" or "refused".
        about: For what is noted, what happens instead; for what is refused, what to do.
    """

    name: str
    letter: str
    takes_value: bool
    effect: str
    about: str = ""


UNDERSTOOD = """
    X/request= H/header= A/user-agent= e/referer= b/cookie= r/range= compressed
    url= url-query= G/get I/head g/globoff path-as-is
    d/data= data-ascii= data-raw= data-binary= data-urlencode= json= F/form= form-string=
    u/user= basic digest oauth2-bearer= n/netrc netrc-file= netrc-optional
    L/location follow max-redirs= m/max-time= connect-timeout=
    k/insecure cacert= x/proxy= U/proxy-user= socks5= socks5-hostname= noproxy= http1.1 http2
"""

# What changes nothing of the request, nor of what is shown of the response.
NO_EFFECT = """
    s/silent S/show-error i/show-headers include v/verbose #/progress-bar progress-meter N/buffer styled-output
    fail-early q/disable B/use-ascii tcp-nodelay tcp-fastopen keepalive keepalive-time= keepalive-cnt= mptcp
    happy-eyeballs-timeout-ms= Z/parallel parallel-immediate parallel-max= parallel-max-host= trace-time trace-ids
    trace-config= suppress-connect-headers expect100-timeout= http0.9 alpn npn false-start sessionid ca-native
    1/tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 ssl-no-revoke ssl-revoke-best-effort j/junk-session-cookies
"""

NOTED = {
    "nothing is written: the response is in the notebook": """
        o/output= O/remote-name J/remote-header-name output-dir= remote-name-all R/remote-time out-null create-dirs
        create-file-mode= clobber skip-existing remove-on-error D/dump-header= c/cookie-jar= w/write-out= trace=
        trace-ascii= stderr= etag-save= xattr libcurl=
    """,
    "a 4xx or 5xx is a response here; %%http --check makes it an error": "f/fail fail-with-body",
    "nothing is tried again": "retry= retry-delay= retry-max-time= retry-all-errors retry-connrefused",
    "there is no such limit here": "limit-rate= Y/speed-limit= y/speed-time= max-filesize= rate=",
    "HTTP/3 is not spoken here": "http3",
    "whichever address answers is used": "4/ipv4 6/ipv6",
}

REFUSED = {
    "write -X PUT --data-binary @FILE": "T/upload-file= a/append",
    "a cell has one command: write each into a cell of its own": ":/next",
    "write its options out": "K/config= variable=",
    "say which it is: --basic or --digest": "anyauth",
    "use %auth use with an httpx.Auth that speaks it": """
        ntlm ntlm-wb negotiate aws-sigv4= krb= krb4= delegation= service-name= login-options= sasl-authzid= sasl-ir
    """,
    "it would send the credentials wherever a redirect leads": "location-trusted",
    "use a session: Session(verify=an ssl.SSLContext with your certificate)": """
        E/cert= cert-type= key= key-type= pass= capath= crlfile= cert-status ciphers= curves= sigalgs= engine= ech=
        tlsv1.3 tls-max= tls13-ciphers= tls-earlydata tlsauthtype= tlspassword= tlsuser= pinnedpubkey= ssl-sessions=
        ssl-allow-beast ssl-auto-client-cert 2/sslv2 3/sslv3 hsts= dump-ca-embed egd-file= random-file=
    """,
    "use a session: Session(proxy=...) or Session(mounts=...)": """
        preproxy= proxy1.0= socks4= socks4a= socks5-basic socks5-gssapi socks5-gssapi-nec
        socks5-gssapi-service= p/proxytunnel proxy-anyauth proxy-basic proxy-digest proxy-negotiate proxy-ntlm
        proxy-header= proxy-http2 proxy-insecure proxy-ca-native proxy-cacert= proxy-capath= proxy-cert=
        proxy-cert-type= proxy-ciphers= proxy-crlfile= proxy-key= proxy-key-type= proxy-pass= proxy-pinnedpubkey=
        proxy-service-name= proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tls13-ciphers=
        proxy-tlsauthtype= proxy-tlspassword= proxy-tlsuser= proxy-tlsv1 haproxy-clientip= haproxy-protocol
    """,
    "use a session: Session(transport=...)": """
        resolve= connect-to= unix-socket= abstract-unix-socket= interface= local-port= dns-interface= dns-ipv4-addr=
        dns-ipv6-addr= dns-servers= doh-url= doh-cert-status doh-insecure ip-tos= vlan-priority= alt-svc=
        0/http1.0 http2-prior-knowledge http3-only
    """,
    "leave it off, or run the command in a terminal": """
        C/continue-at= crlf compressed-ssh disable-eprt disable-epsv disallow-username-in-url eprt epsv
        etag-compare= form-escape ftp-account= ftp-alternative-to-user= ftp-create-dirs ftp-method= ftp-pasv
        P/ftp-port= ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc ftp-ssl-ccc-mode= ftp-ssl-control ftp-ssl-reqd
        h/help= hostpubmd5= hostpubsha256= ignore-content-length ipfs-gateway= knownhosts= l/list-only
        mail-auth= mail-from= mail-rcpt= mail-rcpt-allowfails M/manual metalink post301 post302 post303 proto=
        proto-default= proto-redir= pubkey= Q/quote= raw request-target= ssl ssl-reqd t/telnet-option=
        tftp-blksize= tftp-no-options z/time-cond= tr-encoding upload-flags= V/version
    """,
}


def options(names: str, effect: str, about: str = "") -> Iterator[CurlOption]:
    """Yield the options that *names* lists."""
    for word in names.split():
        letter, slash, name = word.rpartition("/")
        yield CurlOption(name.removesuffix("="), letter if slash else "", word.endswith("="), effect, about)


OPTIONS = (
    *options(UNDERSTOOD, "understood"),
    *options(NO_EFFECT, "none"),
    *(one for about, names in NOTED.items() for one in options(names, "noted", about)),
    *(one for about, names in REFUSED.items() for one in options(names, "refused", about)),
)
BY_NAME = {option.name: option for option in OPTIONS}
BY_LETTER = {option.letter: option for option in OPTIONS if option.letter}
