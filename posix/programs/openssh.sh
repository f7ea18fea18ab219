random 1000000 big
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f host
ssh-keygen -q -t ed25519 -N '' -f key
cp key.pub authorized
chmod 755 . && chmod 600 authorized key
cat >sshd_config <<CONF
Port 7014
ListenAddress 127.0.0.1
HostKey $PWD/host
AuthorizedKeysFile $PWD/authorized
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
Subsystem sftp internal-sftp
CONF
cat >ssh_config <<CONF
Host there
HostName 127.0.0.1
Port 7014
User root
IdentityFile $PWD/key
StrictHostKeyChecking no
UserKnownHostsFile $PWD/known
LogLevel ERROR
CONF
serve /usr/sbin/sshd -D -e -f "$PWD/sshd_config"
until_open 7014
over ssh -F ssh_config there 'echo hello; exit 5'
echo "status $?"
over ssh -F ssh_config there 'sha256sum' <big
over scp -q -F ssh_config big there:"$PWD/copied"
sha256sum <copied
over ssh -F ssh_config there "cat $PWD/big" | sha256sum
over ssh -F ssh_config -f -N -L 127.0.0.1:7015:127.0.0.1:7014 -o ExitOnForwardFailure=yes there &
until_open 7015
head -c 7 </dev/tcp/127.0.0.1/7015
kill %% 2>/dev/null
pkill -P $$ -f 'ssh -F ssh_config -f -N' 2>/dev/null
echo
