as() { # PROGRAM... : as the server's user, which root must not be
    setpriv --reuid nobody --regid nogroup --clear-groups "$@"
}
chmod 777 .
as initdb -D data -U admin -A trust -N >/dev/null || exit
serve setpriv --reuid nobody --regid nogroup --clear-groups postgres -D data -p 7017 -c listen_addresses=127.0.0.1 -k "$PWD" -F
until_open 7017
export PGHOST=127.0.0.1 PGPORT=7017 PGUSER=admin PGDATABASE=postgres
for ((i = 0; i < 200; i++)); do psql -qc 'select 1' >/dev/null 2>&1 && break; sleep 0.05; done
over psql -Atc "select sum(i), md5(string_agg(i::text, ',')) from generate_series(1, 20000) i"
over psql -Atqc "create table t (a int, b text)"
seq 1 5000 | sed 's/$/\ttext/' | over psql -qc '\copy t from stdin'
over psql -Atc '\copy t to stdout' | sha256sum
over psql -h "$PWD" -Atc "select count(*) from t"
over pgbench -q -i -s 1 2>/dev/null
over pgbench -c 4 -j 2 -t 20 2>&1 | grep -E 'actually processed|failed'
over psql -Atc "select count(*) from pgbench_history"
over psql -Atc "listen l; notify l, 'payload'" | grep -o 'payload'
