#!/usr/bin/env bash
# usage: start-apache.sh WORKDIR PORT TLSPORT
# Debian: apache2-bin apache2-utils openssl. Run as root, it serves as www-data: WORKDIR must be reachable for it.
#
# Users: ada / correct horse, and zoë / pä:ss:wörd € (realm "nbauth demo").
# http and https (WORKDIR/pki/ca.pem signed localhost and 127.0.0.1), every path below each counts as the same page:
#   /open          for everyone
#   /basic         Basic
#   /digest        Digest MD5, qop=auth; a nonce count that does not go up is refused (AuthDigestNcCheck)
#   /digest-short  Digest whose nonce is over after 1 second: then 401 with stale=true
# An answer names the user it saw in X-User, which is empty without one.
WORK=$1 PORT=$2 TLSPORT=$3
. "$(dirname "$0")/_lib.sh"
REALM='nbauth demo'

for HTTPD in apache2 httpd; do command -v $HTTPD >/dev/null && break; done
for MODULES in /usr/lib/apache2/modules /usr/lib64/httpd/modules /opt/homebrew/lib/httpd/modules; do
  [ ! -d "$MODULES" ] || break
done

mkdir -p www pki logs
for page in open basic digest digest-short; do echo "hello from /$page" > "www/$page.txt"; done

user() { # NAME PASSWORD
  htpasswd -bB -C 4 users.basic "$1" "$2" 2>/dev/null
  printf '%s:%s:%s\n' "$1" "$REALM" \
    "$(printf '%s:%s:%s' "$1" "$REALM" "$2" | openssl dgst -md5 -r | cut -d' ' -f1)" >> users.digest
}
: > users.basic
: > users.digest
user ada 'correct horse'
user 'zoë' 'pä:ss:wörd €'

# A CA of our own and one certificate under it, for as long as a test run.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "pki/$1.key" 2>/dev/null; }
key ca
openssl req -x509 -new -key pki/ca.key -subj '/CN=nbauth test CA' -days 2 -out pki/ca.pem \
  -addext keyUsage=critical,keyCertSign
key server
openssl req -new -key pki/server.key -subj /CN=localhost -out pki/server.csr
cat > pki/server.ext <<X
basicConstraints=CA:FALSE
subjectAltName=DNS:localhost,IP:127.0.0.1
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
X
openssl x509 -req -in pki/server.csr -CA pki/ca.pem -CAkey pki/ca.key -CAcreateserial -days 2 \
  -extfile pki/server.ext -out pki/server.pem 2>/dev/null

# load MODULE...: a line each, for those that are not built in.
load() { for m in "$@"; do [ ! -e "$MODULES/mod_$m.so" ] || echo "LoadModule ${m}_module $MODULES/mod_$m.so"; done; }

cat > httpd.conf <<C
ServerRoot "$WORK"
ServerName localhost
PidFile "$WORK/httpd.pid"
DefaultRuntimeDir "$WORK"
ErrorLog "$WORK/logs/error.log"
Listen $HOST:$PORT
Listen $HOST:$TLSPORT
$(load mpm_event unixd authn_core authn_file authz_core authz_user auth_basic auth_digest alias headers log_config mime \
  socache_shmcb ssl)
LogFormat "%h %u \"%r\" %>s" short
CustomLog "$WORK/logs/access.log" short
# One process: the nonce counts are checked in its memory.
StartServers 1
ServerLimit 1
ThreadsPerChild 32
MaxRequestWorkers 32
MinSpareThreads 4
MaxSpareThreads 32
$([ "$(id -u)" != 0 ] || printf 'User www-data\nGroup www-data\n')
DocumentRoot "$WORK/www"
<Directory "$WORK/www">
  Require all granted
</Directory>
TypesConfig /dev/null
AddType text/plain .txt
AliasMatch "^/(open|basic|digest|digest-short)(/.*)?\$" "$WORK/www/\$1.txt"
Header set X-User "expr=%{REMOTE_USER}"
<LocationMatch "^/basic(/|\$)">
  AuthType Basic
  AuthName "$REALM"
  AuthUserFile "$WORK/users.basic"
  Require valid-user
</LocationMatch>
<LocationMatch "^/digest(/|\$)">
  AuthType Digest
  AuthName "$REALM"
  AuthUserFile "$WORK/users.digest"
  AuthDigestNcCheck On
  AuthDigestNonceLifetime 300
  Require valid-user
</LocationMatch>
<LocationMatch "^/digest-short(/|\$)">
  AuthType Digest
  AuthName "$REALM"
  AuthUserFile "$WORK/users.digest"
  AuthDigestNonceLifetime 1
  Require valid-user
</LocationMatch>
SSLSessionCache "shmcb:$WORK/ssl_cache(512000)"
<VirtualHost $HOST:$TLSPORT>
  SSLEngine on
  SSLCertificateFile "$WORK/pki/server.pem"
  SSLCertificateKeyFile "$WORK/pki/server.key"
</VirtualHost>
C
serve $HTTPD -d "$WORK" -f "$WORK/httpd.conf" -DFOREGROUND
listening "$PORT"
listening "$TLSPORT"
ready "http://$HOST:$PORT" "https://localhost:$TLSPORT"
