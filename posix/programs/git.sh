export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@test GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@test
export GIT_AUTHOR_DATE='2026-01-01 00:00:00 +0000' GIT_COMMITTER_DATE='2026-01-01 00:00:00 +0000'
git init -q -b main source
random 300000 source/big
git -C source add big
git -C source commit -q -m first
git clone -q --bare source bare.git
serve git daemon --base-path="$PWD" --export-all --enable=receive-pack --listen=127.0.0.1 --port=7026 --reuseaddr
until_open 7026
over git clone -q git://127.0.0.1:7026/bare.git copy
sha256sum <copy/big
echo more >copy/more
git -C copy add more
git -C copy commit -q -m second
over git -C copy push -q origin main
git -C bare.git log --format=%s
