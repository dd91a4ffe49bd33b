"""What becomes of the pair: who can reach whom, what a cut tunnel costs, and what is not started again."""

import json
import time

from host import Failed, eventually

MINT = "http://127.0.0.1:3338"
CUT_SECONDS = 10
# A generator of secp256k1: a point on the curve, so that only the signatory can say that nobody signed with it.
POINT = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def expect(what, truth, detail=""):
    if not truth:
        raise Failed(f"{what} {detail}")
    print(f"  {what}", flush=True)


class Story:
    def __init__(self, mint, signer):
        self.mint, self.signer = mint, signer

    def tell(self):
        self.units_are_hardened()
        self.signer_is_isolated()
        self.signatory_is_known_by_its_user()
        # What takes every packet away, and what refuses every connection and resets those that are there.
        self.tunnel_is_cut("the wire is cut", ("input", "iifname eth0 drop"), ("output", "oifname eth0 drop"))
        self.tunnel_is_cut("connections are reset", ("input", "tcp dport 22 reject with tcp reset"))
        self.signatory_is_killed()
        self.other_seed_is_not_tried_again()

    # MARK: The hosts

    def units_are_hardened(self):
        for host, unit, exposure in (
            (self.signer, "cashu-signatory.service", 5), (self.signer, "cashu-signatory-tunnel.service", 15),
            (self.mint, "cashu-mintd.service", 15),
        ):
            file = f"/etc/systemd/system/{unit}"
            host.run(f"systemd-analyze verify {file}")
            host.run(f"systemd-analyze security --offline=true --threshold={exposure} {file}")
            state = host.run(f"systemctl show --property=NRestarts --value {unit}").strip()
            expect(f"{unit} is sound, exposed to {exposure / 10} at most, and started once", state == "0", state)
        text = self.signer.run("systemctl show --property=StatusText --value cashu-signatory")
        expect("the signatory has told that it serves", text.strip() == "serving", text)

    def signer_is_isolated(self):
        reaches = "timeout 3 bash -c '</dev/tcp/{}' 2>/dev/null && echo yes || echo no"

        def reachable(host, address):
            return host.run(reaches.format(address)).strip() == "yes"

        # Something must listen, or it proves nothing.
        self.signer.run("systemctl start ssh")
        eventually("a listener of the signer host", lambda: reachable(self.signer, "10.77.0.2/22"))
        expect("the mint host cannot reach the signer host", not reachable(self.mint, "10.77.0.2/22"))
        self.signer.run("systemctl stop ssh")
        self.mint.run("systemd-run --quiet --unit=listener systemd-socket-activate --listen=10.77.0.1:80 /bin/cat")
        eventually("a listener of the mint host", lambda: ":80 " in self.mint.run("ss --listening --tcp --numeric"))
        expect("the signer host reaches nothing of the mint host but SSH", not reachable(self.signer, "10.77.0.1/80"))
        expect("and it does reach SSH", reachable(self.signer, "10.77.0.1/22"))
        routes = self.signer.run("ip route").splitlines()
        expect("the signer host has no way anywhere else", len(routes) == 1 and "default" not in routes[0], str(routes))

    def signatory_is_known_by_its_user(self):
        """It listens anew on the sockets that systemd made, else whoever connects would be told of root."""
        script = (
            "import socket, struct; s = socket.socket(socket.AF_UNIX); s.connect('/run/cashu-signatory/mint.sock');"
            "print(struct.unpack('3i', s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1])")
        uid = self.signer.run(f'/usr/bin/python3 -c "{script}"').strip()
        own = self.signer.run("id -u cashu-signatory").strip()
        expect("who connects to the signatory is told of its user", uid == own, f"{uid} and not {own}")

    # MARK: The mint

    def wallet(self, name, *arguments):
        return self.mint.try_run(f"wallet --mint {MINT} --dir /root/wallet-{name} " + " ".join(arguments))

    def is_ready(self):
        return self.mint.try_run(f"curl --silent --fail --max-time 20 {MINT}/ready").returncode == 0

    def swap(self):
        """A swap of a proof that nobody signed: the status of the answer, and whether it says to come again."""
        keysets = json.loads(self.mint.run(f"curl --silent --fail --max-time 20 {MINT}/v1/keysets"))["keysets"]
        active = next(keyset["id"] for keyset in keysets if keyset["active"])
        request = {
            "inputs": [{"amount": 1, "id": active, "secret": f"{time.monotonic_ns():064x}", "C": POINT}],
            "outputs": [{"amount": 1, "id": active, "B_": POINT}],
        }
        answer = self.mint.run(
            "curl --silent --max-time 60 --include --header 'content-type: application/json' "
            f"--data '{json.dumps(request)}' {MINT}/v1/swap")
        head = answer.split("\r\n\r\n")[0].lower()
        return int(head.split()[1]), "\nretry-after:" in head

    def money(self):
        total = 0
        for name in ("alice", "bob"):
            done = self.wallet(name, "balance", "--json")
            if done.returncode != 0:
                raise Failed(f"balance of {name}: {done.stderr}")
            balance = json.loads(done.stdout)
            for entry in balance if isinstance(balance, list) else [balance]:
                expect(f"{name} waits for nothing", entry["pending"] == 0, str(entry))
                total += entry["available"]
        return total

    def books_balance(self):
        control = "runuser -u cashu-mint -- mintctl {} --socket /run/cashu-mint/mintctl.sock --json"
        eventually("no operation is left open", lambda: not json.loads(self.mint.run(control.format("saga list")))["sagas"])
        self.mint.run(control.format("audit"))

    # MARK: What happens

    def tunnel_is_cut(self, name, *rules):
        before = self.money()
        token = self.mint.run(f"wallet --mint {MINT} --dir /root/wallet-alice send 5").strip()
        status, _ = self.swap()
        expect(f"before {name}, a proof that nobody signed is refused for good", status == 400, str(status))
        chains = [f"chain {hook} {{ type filter hook {hook} priority 0; {rule}; }}" for hook, rule in rules]
        self.mint.run("nft -f - <<'END'\n" + "\n".join(["table inet cut {", *chains, "}", "END"]))
        end = time.monotonic() + CUT_SECONDS
        answers, received = [], []
        while time.monotonic() < end:
            received.append(self.wallet("bob", "receive", token).returncode)
            answers.append(self.swap())
        time.sleep(max(0, end - time.monotonic()))
        self.mint.run("nft delete table inet cut")
        expect(f"{name}: what needs the signatory is to be tried again", (503, True) in answers, str(answers))
        expect("and nothing is refused for good", all(a in ((503, True), (400, False)) for a in answers), str(answers))
        expect("the wallet is told the same, or has got its money late", set(received) <= {0, 75}, str(received))
        eventually("the mint is ready again, by itself", self.is_ready, 90)
        if 0 not in received:
            eventually("the token is received", lambda: self.wallet("bob", "receive", token).returncode == 0)
        status, _ = self.swap()
        expect("afterwards the answer is definite again", status == 400, str(status))
        after = self.money()
        expect("no proof is lost and none is stuck", after == before, f"{before} became {after}")
        self.books_balance()

    def signatory_is_killed(self):
        self.signer.run("systemctl kill --signal=KILL cashu-signatory")
        count = "systemctl show --property=NRestarts --value cashu-signatory"
        eventually("systemd starts it again", lambda: self.signer.run(count).strip() == "1")
        eventually("the mint is ready again after a kill of the signatory", self.is_ready, 90)
        expect("a signatory that was killed is started again, and the mint finds it", True)

    def other_seed_is_not_tried_again(self):
        words = "abandon " * 11 + "about"
        credential = "/etc/cashu-signatory/seed.cred"
        self.signer.run(
            f"cp {credential} /root/seed.cred; printf '%s\\n' '{words}' | systemd-creds encrypt --name=seed - {credential}")
        failed = self.signer.try_run("systemctl restart cashu-signatory")
        expect("with another seed the signatory does not start", failed.returncode != 0)
        eventually("its sockets are closed", lambda: self.state("cashu-signatory-mint.socket") == "inactive")
        # The mint keeps dialling: that must not start the signatory either.
        log = "journalctl --unit=cashu-signatory-tunnel --output=cat --since=-5min"
        eventually("somebody has tried to connect", lambda: "connect" in self.signer.run(log).lower())
        status = self.signer.run("systemctl show --property=ExecMainStatus,Result --value cashu-signatory").split()
        expect("and says so with status 3", "3" in status, str(status))
        starts = self.signer.run("journalctl --unit=cashu-signatory --output=cat").count("wrong seed")
        expect("and is not started again by anybody", starts == 1, str(starts))
        self.signer.run(f"cp /root/seed.cred {credential}; systemctl start cashu-signatory")
        eventually("with the right seed the mint is ready again", self.is_ready, 90)
        self.books_balance()

    def state(self, unit):
        return self.signer.try_run(f"systemctl is-active {unit}").stdout.strip()
