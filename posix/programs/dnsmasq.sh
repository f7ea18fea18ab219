cat >hosts <<CONF
127.0.0.5 five.test
127.0.0.6 six.test
CONF
serve dnsmasq -k -p 7018 -a 127.0.0.1 --bind-interfaces --no-resolv --no-hosts --addn-hosts="$PWD/hosts" --txt-record=long.test,"$(printf 'x%.0s' {1..250})" -u root --pid-file= --log-facility=-
until_open 7018
for name in five six none; do
    over dig +time=5 @127.0.0.1 -p 7018 $name.test A +noall +comments +answer | grep -E 'IN|status' | sed 's/, id:.*//'
done
over dig +tcp +short @127.0.0.1 -p 7018 five.test
over dig +short @127.0.0.1 -p 7018 long.test TXT | sha256sum
