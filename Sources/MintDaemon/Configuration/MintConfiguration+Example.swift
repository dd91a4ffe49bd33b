extension MintConfiguration {
    /// A file with every key, each with its default unless it says otherwise. What `mintd config example` prints.
    package static let example = """
        # The configuration of mintd. A key that stands nowhere here is an error. Relative paths are relative to the
        # directory of this file. Sections and names are those of CDK's mint where it has them.

        [info]
        # Where wallets reach this mint; shown in GET /v1/info. No default.
        url = "http://127.0.0.1:3338"
        # Where to listen. Wallets come through a proxy that speaks TLS. Port 0 takes any that is free.
        listen_host = "127.0.0.1"
        listen_port = 3338

        [http]
        # Proxies that are believed when they say for whom they ask, as addresses and ranges. The client is the right-most
        # address that is none of theirs.
        trusted_proxies = ["127.0.0.0/8", "::1"]
        # Where they say it: "x-forwarded-for", or "forwarded" (RFC 7239). They must set or append to this one.
        proxy_header = "x-forwarded-for"

        # With an OpenID provider, some requests need a token of it (NUT-21): the section is then required as a whole.
        # [auth]
        # auth_enabled = true
        # openid_discovery = "https://id.example/realms/mint/.well-known/openid-configuration"
        # What wallets are registered as there.
        # openid_client_id = "cashu-client"
        # Blind tokens that a user may ask for at once (NUT-22).
        # mint_max_bat = 50
        # Blind tokens that a user may have in a minute, and after a pause at once; 0 for any number.
        # mint_bat_per_minute = 300
        # "clear", "blind" or "none" for each of these; "none" when it is not named. "blind" needs keysets of the unit
        # "auth" at the signatory.
        # mint = "clear"
        # get_mint_quote = "clear"
        # check_mint_quote = "none"
        # melt = "none"
        # get_melt_quote = "none"
        # check_melt_quote = "none"
        # swap = "none"
        # restore = "none"
        # check_proof_state = "none"
        # When it is not named it needs what check_mint_quote, check_melt_quote and check_proof_state need: it tells
        # the same.
        # websocket_auth = "none"

        [info.quote_ttl]
        # Seconds in which the invoice of a mint quote can be paid.
        mint_ttl = 3600
        # Seconds in which a melt quote can be used.
        melt_ttl = 600

        # What GET /v1/info says of the mint. Nothing here has a default.
        [mint_info]
        name = "A mint"
        description = "For trying things out"
        description_long = "Its Lightning backend is a fake: the ecash is worth nothing."
        # Wallets must show this to their users.
        motd = "Do not send real money here."
        contact_email = "operator@mint.example"
        contact_nostr_public_key = "npub1..."
        contact_twitter = "@mint"
        icon_url = "https://mint.example/icon.png"
        tos_url = "https://mint.example/terms"
        # In place of info.url, for a mint with several addresses.
        urls = ["http://127.0.0.1:3338"]

        # CDK's newer name for this section, [payment_backend] with backend in place of ln_backend, is read, too.
        [ln]
        # "cln" (Core Lightning), "lnd", or "fakewallet", which pays every invoice without having any money. Each has a
        # section of its own below; those of the others must not be there. One backend serves all units.
        ln_backend = "fakewallet"
        # What one quote may ask, in its unit. These hold for each unit of the fake, and with a node for sat. For other
        # units and limits of their own, name them in tables of a list, [[ln]], one for each unit that wallets may mint
        # and melt: unit = "msat", and then the same.
        min_mint = 1
        max_mint = 500000
        min_melt = 1
        max_melt = 500000

        [fake_wallet]
        # Units in which the mint deals. Amounts of "usd" are cents, as wallets know it. The signatory must have the units,
        # too: without an active keyset for each of them the mint is not ready.
        supported_units = ["sat"]
        # The fee reserve of a melt: this part of the amount (0.02 is two percent), but at least so many sat.
        fee_percent = 0.02
        reserve_fee_min = 1
        # Seconds after which an invoice of the mint pays itself, drawn between these two.
        min_delay_time = 1
        max_delay_time = 1
        # Where the fake remembers its invoices and payments. Without it they are forgotten at a restart.
        state_file = "fakewallet.state"

        # What the units that are not bitcoin are worth, for ever: how many of their smallest part make one bitcoin. Each
        # but "sat" and "msat" needs its own; this one is for a bitcoin of 100,000 dollars.
        # [fake_wallet.exchange_rates]
        # usd = 10000000

        # A node of Core Lightning, with ln_backend = "cln". docs/lightning.md leads from a running node to a mint, and
        # 'mintd doctor' says what is wrong with it.
        # [cln]
        # The node's socket, on this machine. Whoever may write to it has all of the node's rights.
        # rpc_path = "/var/lib/lightning/bitcoin/lightning-rpc"
        # Or a CLNRest, on this machine or another. The name must stand in its certificate.
        # rest_url = "https://cln:3010"
        # With rest_url: the rune that may do what the mint needs. It never stands here itself.
        # rune = "file:/etc/cashu-mint/rune"
        # A copy of the node's ca.pem, and then nothing else is trusted. Without it, what this system trusts.
        # rest_certificate = "/etc/cashu-mint/cln-ca.pem"
        # Where to connect, when the certificate has another name than the network.
        # rest_address = "10.0.0.5"
        # The chain that the mint is for: bitcoin (or mainnet), testnet, signet or regtest. A node on another one is not
        # used.
        # network = "bitcoin"
        # Whether wallets get offers (BOLT12).
        # bolt12 = true
        # Whether invoices tell of private channels. No default: the node decides.
        # expose_private_channels = true
        # The fee reserve of a melt: this part of the amount (0.02 is two percent), but at least so many sat. The node
        # is told to spend no more on fees.
        # fee_percent = 0.02
        # reserve_fee_min = 2

        # A node of LND, with ln_backend = "lnd". docs/lightning-lnd.md leads from a running node to a mint.
        # [lnd]
        # Its REST interface: the restlisten of lnd.conf. (CDK's mint wants the other one, rpclisten.)
        # address = "https://127.0.0.1:8080"
        # A copy of its tls.cert. Nothing else is trusted.
        # cert_file = "/etc/cashu-mint/lnd.cert"
        # The macaroon that may do what the mint needs: a file that only mintd's user may read; or env:NAME, of its hex.
        # macaroon_file = "/etc/cashu-mint/mint.macaroon"
        # A key for the preimages of the mint's invoices, in a file that the mint makes: beside the file of SQLite, or with
        # PostgreSQL beside this one.
        # preimage_key_file = "lnd-preimages.key"
        # As in [cln]; but without a default of the node's own, and off.
        # network = "bitcoin"
        # expose_private_channels = false
        # fee_percent = 0.02
        # reserve_fee_min = 2

        # Every minute what the node has is compared with what the mint owes: all ecash, and what was received and not yet
        # taken as ecash. The fake has no money, and is not compared.
        [solvency]
        # Of what it owes, so much the node must have.
        min_ratio = 1.0
        # What is paused while it has less, as it was found three times in a row: "none", and then it is only logged;
        # "minting", "melting" or "both". Swaps, and what was begun, always go on.
        pause = "none"

        [database]
        # "sqlite", one file and one mintd, or "postgres", a server that several mintd may share.
        engine = "sqlite"
        path = "mint.sqlite"
        # The same as a URL, in place of both. One of these names the engine, too.
        # url = "sqlite:mint.sqlite"
        # url = "postgres://mint:password@db.example/mint?sslmode=verify-full&sslrootcert=/etc/mint/ca.pem"
        # The URL may stand elsewhere: in a variable of the environment, or in a file that others may not read.
        # url = "env:MINT_DATABASE_URL"
        # url = "file:/etc/mint/database-url"

        # With engine = "postgres" only. For the URL, here is as good a place as in [database].
        # [database.postgres]
        # url = "env:MINT_DATABASE_URL"
        # disable, allow, prefer, require, verify-ca or verify-full, in place of the sslmode of the URL. Anything less
        # than verify-full trusts the network. No default; libpq's is prefer.
        # tls_mode = "verify-full"
        # Connections of this process at most; they are made when they are needed.
        # max_connections = 20
        # Seconds for making a connection, and for waiting until one is free.
        # connection_timeout_seconds = 10
        # Seconds after which the server gives up a statement, and waiting for a lock.
        # statement_timeout_seconds = 30
        # lock_timeout_seconds = 10

        [signatory]
        # The socket of the process that holds the keys. Required by mintd.
        socket = "run/mint.sock"
        # The identity that 'signatory status' prints. Without it the mint trusts the first signatory it meets and keeps
        # to that one for ever.
        # identity = "02..."
        # A key that the signatory must show that it has, too: 64 to 256 hex digits in a file that others may not read, or
        # in a credential of the service manager. No default; for a socket that is forwarded from another host.
        # psk_file = "signatory.psk"
        # psk_credential = "signatory-psk"
        # Which signatures are verified before they are stored: "sampled", the first and then one in 128, or "all", which
        # takes a quarter of a millisecond for each.
        verify_signatures = "sampled"

        [mint_management_rpc]
        # Where 'mintctl' finds this mint: a socket that only mintd's user may open, in a directory that nobody else may
        # write to. No default: without it there is none, and nothing can be done by hand while the mint runs.
        socket = "run/mintctl.sock"

        # What is measured, for a Prometheus server, at GET /metrics of an address of its own. Off unless it is named.
        # [prometheus]
        # enabled = true
        # address = "127.0.0.1"
        # port = 9000

        [limits]
        # Elements of one request.
        max_inputs = 1000
        max_outputs = 1000
        max_state_checks = 1000
        max_restore = 1000
        # Quotes of one batch.
        max_batch = 100
        # Of an invoice that has a melt quote which can still be used, another one: "refuse", or "allow". It is paid
        # through one of them at most, either way.
        duplicate_melt_quotes = "refuse"
        # Seconds for which a melt waits for its payment before it answers PENDING.
        melt_wait = 60
        # Connections at a time; more wait until one ends.
        max_connections = 4096
        # Seconds for which a connection may be silent.
        idle_timeout = 60
        # Seconds in which the body of a request must have arrived.
        body_timeout = 30
        # Requests per second of one client (an IPv4 address, an IPv6 /64) that go on and on, and how many may come at once
        # after a pause. A quote counts for five, a large body for more. 0 for no limit.
        requests_per_second = 50
        request_burst = 500
        # A network (an IPv4 /24, an IPv6 /48) may do as much as so many clients.
        network_factor = 8
        # WebSockets of one client at a time.
        max_websockets_per_client = 100
        # Clients and networks that are remembered, at some 50 bytes each.
        max_clients = 100000
        # Whether programs of this host that ask for themselves are counted, too.
        limit_local = false

        [log]
        # trace, debug, info, notice, warning, error or critical. Logs go to standard error and hold no secrets.
        level = "info"
        # "text", or "json" for one object a line.
        format = "text"

        """
}
