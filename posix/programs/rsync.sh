random 500000 big
mkdir -p module && cp big module/one && echo text >module/two
cat >rsyncd.conf <<CONF
use chroot = no
uid = root
gid = root
[module]
path = $PWD/module
read only = no
CONF
serve rsync --daemon --no-detach --address 127.0.0.1 --port 7016 --config "$PWD/rsyncd.conf"
until_open 7016
over rsync -a rsync://127.0.0.1:7016/module/ copied/
echo "fetch $?"
echo more >>copied/two
over rsync -a copied/ rsync://127.0.0.1:7016/module/
echo "put $?"
cat module/one module/two | sha256sum
