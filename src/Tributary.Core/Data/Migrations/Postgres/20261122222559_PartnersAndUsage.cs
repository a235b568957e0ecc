using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PartnersAndUsage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "picture_id",
                table: "users",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "on_behalf_of",
                table: "trail",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "on_behalf_of_id",
                table: "trail",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "on_behalf_path",
                table: "trail",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<Guid>(
                name: "pass_id",
                table: "trail",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "issues_invoices",
                table: "terms",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "payment_days",
                table: "terms",
                type: "integer",
                nullable: false,
                defaultValue: 14);

            migrationBuilder.AddColumn<Guid>(
                name: "stopped_by_id",
                table: "subscriptions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "for_id",
                table: "products",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "for_path",
                table: "products",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<Guid>(
                name: "for_id",
                table: "plans",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "for_path",
                table: "plans",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "for_mail",
                table: "notices",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "grants",
                table: "memberships",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notify_email",
                table: "company_profiles",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "notify_user_id",
                table: "company_profiles",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "batches",
                table: "branches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<Guid>(
                name: "confirms_id",
                table: "branches",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "assigned_at",
                table: "assets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assigned_by",
                table: "assets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "assigned_path",
                table: "assets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "assigned_to_id",
                table: "assets",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "hides_end_users",
                table: "accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "requested_by_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "welcome",
                table: "accounts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "account_keys",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_keys", x => new { x.branch_id, x.path, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "active_days",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    events = table.Column<long>(type: "bigint", nullable: false),
                    users = table.Column<long>(type: "bigint", nullable: false),
                    users7 = table.Column<long>(type: "bigint", nullable: false),
                    users30 = table.Column<long>(type: "bigint", nullable: false),
                    month_users = table.Column<long>(type: "bigint", nullable: false),
                    came = table.Column<long>(type: "bigint", nullable: false),
                    returned = table.Column<long>(type: "bigint", nullable: false),
                    lost = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_active_days", x => new { x.branch_id, x.account_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "agreement_acceptances",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    agreement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seller_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    by = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agreement_acceptances", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "agreements",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agreements", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "brandings",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    colour = table.Column<string>(type: "text", nullable: false),
                    logo_id = table.Column<Guid>(type: "uuid", nullable: true),
                    mail_from = table.Column<string>(type: "text", nullable: false),
                    sales_email = table.Column<string>(type: "text", nullable: false),
                    sales_phone = table.Column<string>(type: "text", nullable: false),
                    sales_signature = table.Column<string>(type: "text", nullable: false),
                    support_email = table.Column<string>(type: "text", nullable: false),
                    support_phone = table.Column<string>(type: "text", nullable: false),
                    support_signature = table.Column<string>(type: "text", nullable: false),
                    billing_email = table.Column<string>(type: "text", nullable: false),
                    billing_phone = table.Column<string>(type: "text", nullable: false),
                    billing_signature = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_brandings", x => new { x.branch_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "deactivations",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    running = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    next_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    after = table.Column<Guid>(type: "uuid", nullable: true),
                    through = table.Column<bool>(type: "boolean", nullable: false),
                    paused = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deactivations", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "end_users",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    days = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_end_users", x => new { x.branch_id, x.account_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "guest_passes",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    visitor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visitor_name = table.Column<string>(type: "text", nullable: false),
                    visitor_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visitor_account = table.Column<string>(type: "text", nullable: false),
                    visitor_path = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    mode = table.Column<int>(type: "integer", nullable: false),
                    see_as = table.Column<int>(type: "integer", nullable: true),
                    minutes = table.Column<int>(type: "integer", nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "text", nullable: true),
                    began_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    over_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ended_by = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guest_passes", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "host_names",
                columns: table => new
                {
                    host = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    token = table.Column<string>(type: "text", nullable: false),
                    claimed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    proven_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    checked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    finding = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_names", x => new { x.host, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "import_chunks",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_chunks", x => new { x.branch_id, x.import_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "import_faults",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run = table.Column<int>(type: "integer", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    cells = table.Column<string>(type: "text", nullable: false),
                    problems = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_faults", x => new { x.branch_id, x.import_id, x.run, x.row });
                });

            migrationBuilder.CreateTable(
                name: "invoice_lines",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: true),
                    interval = table.Column<int>(type: "integer", nullable: true),
                    quantity = table.Column<int>(type: "integer", nullable: false),
                    unit_price = table.Column<long>(type: "bigint", nullable: false),
                    term_start = table.Column<DateOnly>(type: "date", nullable: true),
                    term_end = table.Column<DateOnly>(type: "date", nullable: true),
                    net = table.Column<long>(type: "bigint", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false),
                    gross = table.Column<long>(type: "bigint", nullable: false),
                    charged_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    order_number = table.Column<string>(type: "text", nullable: false),
                    order_line_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: true),
                    posting_number = table.Column<long>(type: "bigint", nullable: false),
                    posting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    net_seq = table.Column<int>(type: "integer", nullable: true),
                    tax_seq = table.Column<int>(type: "integer", nullable: true),
                    credits_id = table.Column<Guid>(type: "uuid", nullable: true),
                    credits_seq = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_lines", x => new { x.branch_id, x.invoice_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "invoice_parties",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    place = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    tax_number = table.Column<string>(type: "text", nullable: false),
                    registration_number = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_parties", x => new { x.branch_id, x.invoice_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "invoices",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    net = table.Column<long>(type: "bigint", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false),
                    gross = table.Column<long>(type: "bigint", nullable: false),
                    line_count = table.Column<int>(type: "integer", nullable: false),
                    issued_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    issued_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    settlement = table.Column<int>(type: "integer", nullable: false),
                    terms_id = table.Column<Guid>(type: "uuid", nullable: false),
                    through_posting = table.Column<long>(type: "bigint", nullable: false),
                    credits_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    credited = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoices", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "messages",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sender_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    template = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    department = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    not_before = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    leased_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    fault = table.Column<string>(type: "text", nullable: true),
                    to = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "numberings",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    series = table.Column<string>(type: "text", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_numberings", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "onboarding_waivers",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    taken_back_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_onboarding_waivers", x => new { x.branch_id, x.account_id, x.line });
                });

            migrationBuilder.CreateTable(
                name: "people_imports",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    target_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    settings = table.Column<string>(type: "text", nullable: false),
                    headings = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    state_since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    none_unless_all = table.Column<bool>(type: "boolean", nullable: false),
                    run = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    bytes_read = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    faulty = table.Column<int>(type: "integer", nullable: false),
                    there = table.Column<int>(type: "integer", nullable: false),
                    added = table.Column<int>(type: "integer", nullable: false),
                    asked = table.Column<int>(type: "integer", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true),
                    leased_by = table.Column<string>(type: "text", nullable: true),
                    leased_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    claims = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_people_imports", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "register_entries",
                columns: table => new
                {
                    load_id = table.Column<int>(type: "integer", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    tax_number = table.Column<string>(type: "text", nullable: false),
                    street = table.Column<string>(type: "text", nullable: false),
                    street2 = table.Column<string>(type: "text", nullable: false),
                    postal_code = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    region = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    website = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_register_entries", x => new { x.load_id, x.line });
                });

            migrationBuilder.CreateTable(
                name: "register_keys",
                columns: table => new
                {
                    load_id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<long>(type: "bigint", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_register_keys", x => new { x.load_id, x.key, x.line });
                });

            migrationBuilder.CreateTable(
                name: "register_loads",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    began_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    replaced_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_register_loads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "uploads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_uploads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_events",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_key = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usage_events", x => new { x.branch_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_users_lockout_end",
                table: "users",
                column: "lockout_end",
                filter: "lockout_end IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trail_pass_id_id",
                table: "trail",
                columns: new[] { "pass_id", "id" },
                filter: "pass_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_stopped_by_id_id",
                table: "subscriptions",
                columns: new[] { "stopped_by_id", "id" },
                filter: "stopped_by_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_notices_at",
                table: "notices",
                column: "at",
                filter: "for_mail");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_path_id",
                table: "memberships",
                columns: new[] { "path", "id" },
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_company_profiles_external_reference",
                table: "company_profiles",
                column: "external_reference",
                filter: "external_reference IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_assets_branch_id_assigned_path_id",
                table: "assets",
                columns: new[] { "branch_id", "assigned_path", "id" },
                filter: "assigned_path IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_account_keys_key_path",
                table: "account_keys",
                columns: new[] { "key", "path" });

            migrationBuilder.CreateIndex(
                name: "ix_active_days_account_id_day",
                table: "active_days",
                columns: new[] { "account_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_agreement_acceptances_agreement_id_at",
                table: "agreement_acceptances",
                columns: new[] { "agreement_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_agreement_acceptances_branch_id_account_id_at",
                table: "agreement_acceptances",
                columns: new[] { "branch_id", "account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_agreements_account_id_number",
                table: "agreements",
                columns: new[] { "account_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_agreements_branch_id_account_id_number",
                table: "agreements",
                columns: new[] { "branch_id", "account_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_deactivations_account_id",
                table: "deactivations",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_deactivations_next_at",
                table: "deactivations",
                column: "next_at",
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_guest_passes_account_id_visitor_id",
                table: "guest_passes",
                columns: new[] { "account_id", "visitor_id" },
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_guest_passes_branch_id_path_id",
                table: "guest_passes",
                columns: new[] { "branch_id", "path", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_guest_passes_over_at",
                table: "guest_passes",
                column: "over_at",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_host_names_account_id",
                table: "host_names",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_host_names_host",
                table: "host_names",
                column: "host",
                unique: true,
                filter: "proven_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_import_chunks_at",
                table: "import_chunks",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_import_faults_at",
                table: "import_faults",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_lines_branch_id_posting_number_net_seq",
                table: "invoice_lines",
                columns: new[] { "branch_id", "posting_number", "net_seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoice_lines_branch_id_posting_number_tax_seq",
                table: "invoice_lines",
                columns: new[] { "branch_id", "posting_number", "tax_seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoice_lines_credits_id",
                table: "invoice_lines",
                column: "credits_id",
                filter: "credits_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_lines_order_id",
                table: "invoice_lines",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_lines_subscription_id",
                table: "invoice_lines",
                column: "subscription_id");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_branch_id_issuer_id_kind_ordinal",
                table: "invoices",
                columns: new[] { "branch_id", "issuer_id", "kind", "ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_buyer_id_id",
                table: "invoices",
                columns: new[] { "buyer_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_credits_id",
                table: "invoices",
                column: "credits_id",
                filter: "credits_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_issuer_id_id",
                table: "invoices",
                columns: new[] { "issuer_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_at",
                table: "messages",
                column: "at",
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "ix_messages_branch_id_path_id",
                table: "messages",
                columns: new[] { "branch_id", "path", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_messages_not_before_id",
                table: "messages",
                columns: new[] { "not_before", "id" },
                filter: "state IN (1, 2)");

            migrationBuilder.CreateIndex(
                name: "ix_messages_sender_id_id",
                table: "messages",
                columns: new[] { "sender_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_numberings_branch_id_issuer_id_kind",
                table: "numberings",
                columns: new[] { "branch_id", "issuer_id", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_imports_account_id_id",
                table: "people_imports",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_people_imports_leased_until",
                table: "people_imports",
                column: "leased_until",
                filter: "state IN (2, 4)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_keys");

            migrationBuilder.DropTable(
                name: "active_days");

            migrationBuilder.DropTable(
                name: "agreement_acceptances");

            migrationBuilder.DropTable(
                name: "agreements");

            migrationBuilder.DropTable(
                name: "brandings");

            migrationBuilder.DropTable(
                name: "deactivations");

            migrationBuilder.DropTable(
                name: "end_users");

            migrationBuilder.DropTable(
                name: "guest_passes");

            migrationBuilder.DropTable(
                name: "host_names");

            migrationBuilder.DropTable(
                name: "import_chunks");

            migrationBuilder.DropTable(
                name: "import_faults");

            migrationBuilder.DropTable(
                name: "invoice_lines");

            migrationBuilder.DropTable(
                name: "invoice_parties");

            migrationBuilder.DropTable(
                name: "invoices");

            migrationBuilder.DropTable(
                name: "messages");

            migrationBuilder.DropTable(
                name: "numberings");

            migrationBuilder.DropTable(
                name: "onboarding_waivers");

            migrationBuilder.DropTable(
                name: "people_imports");

            migrationBuilder.DropTable(
                name: "register_entries");

            migrationBuilder.DropTable(
                name: "register_keys");

            migrationBuilder.DropTable(
                name: "register_loads");

            migrationBuilder.DropTable(
                name: "uploads");

            migrationBuilder.DropTable(
                name: "usage_events");

            migrationBuilder.DropIndex(
                name: "ix_users_lockout_end",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_trail_pass_id_id",
                table: "trail");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_stopped_by_id_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_notices_at",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "ix_memberships_path_id",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "ix_company_profiles_external_reference",
                table: "company_profiles");

            migrationBuilder.DropIndex(
                name: "ix_assets_branch_id_assigned_path_id",
                table: "assets");

            migrationBuilder.DropColumn(
                name: "picture_id",
                table: "users");

            migrationBuilder.DropColumn(
                name: "on_behalf_of",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "on_behalf_of_id",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "on_behalf_path",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "pass_id",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "issues_invoices",
                table: "terms");

            migrationBuilder.DropColumn(
                name: "payment_days",
                table: "terms");

            migrationBuilder.DropColumn(
                name: "stopped_by_id",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "for_id",
                table: "products");

            migrationBuilder.DropColumn(
                name: "for_path",
                table: "products");

            migrationBuilder.DropColumn(
                name: "for_id",
                table: "plans");

            migrationBuilder.DropColumn(
                name: "for_path",
                table: "plans");

            migrationBuilder.DropColumn(
                name: "for_mail",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "grants",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "notify_email",
                table: "company_profiles");

            migrationBuilder.DropColumn(
                name: "notify_user_id",
                table: "company_profiles");

            migrationBuilder.DropColumn(
                name: "batches",
                table: "branches");

            migrationBuilder.DropColumn(
                name: "confirms_id",
                table: "branches");

            migrationBuilder.DropColumn(
                name: "assigned_at",
                table: "assets");

            migrationBuilder.DropColumn(
                name: "assigned_by",
                table: "assets");

            migrationBuilder.DropColumn(
                name: "assigned_path",
                table: "assets");

            migrationBuilder.DropColumn(
                name: "assigned_to_id",
                table: "assets");

            migrationBuilder.DropColumn(
                name: "hides_end_users",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "requested_by_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "welcome",
                table: "accounts");
        }
    }
}
