using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Dashboard : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_figures_account_id_name",
                table: "figures");

            migrationBuilder.AddColumn<DateOnly>(
                name: "activated_on",
                table: "subscriptions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "ended_on",
                table: "subscriptions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "launch_address",
                table: "products",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "resent_at",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "invited_at",
                table: "memberships",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "reported_month",
                table: "memberships",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "wants_report_since",
                table: "memberships",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "visitor_path",
                table: "guest_passes",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "figures",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AlterColumn<string>(
                name: "assigned_path",
                table: "assets",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.CreateTable(
                name: "account_forecasts",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    is_revenue = table.Column<bool>(type: "boolean", nullable: false),
                    days = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_forecasts", x => new { x.branch_id, x.account_id, x.currency, x.is_revenue });
                });

            migrationBuilder.CreateTable(
                name: "branch_forecasts",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    batches = table.Column<long>(type: "bigint", nullable: false),
                    root_facts = table.Column<long>(type: "bigint", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    took = table.Column<long>(type: "bigint", nullable: false),
                    leased_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_branch_forecasts", x => x.branch_id);
                });

            migrationBuilder.CreateTable(
                name: "bulk_items",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    of_branch = table.Column<int>(type: "integer", nullable: false),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    tried_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_items", x => new { x.branch_id, x.run_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "bulk_runs",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deed = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    state_since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    stop_asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    succeeded = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
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
                    table.PrimaryKey("pk_bulk_runs", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "charge_forecasts",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    high = table.Column<int>(type: "integer", nullable: false),
                    low = table.Column<int>(type: "integer", nullable: false),
                    amounts = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_charge_forecasts", x => new { x.branch_id, x.high, x.day, x.id });
                });

            migrationBuilder.CreateTable(
                name: "graph_notes",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    removed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_graph_notes", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "launches",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    maker_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_launches", x => new { x.branch_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "postponed_decisions",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    decision = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_postponed_decisions", x => new { x.branch_id, x.account_id, x.person_id, x.decision });
                });

            migrationBuilder.CreateTable(
                name: "price_losses",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    seller_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    interval = table.Column<int>(type: "integer", nullable: false),
                    buyer_path = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    loss = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_losses", x => new { x.branch_id, x.seller_id, x.buyer_id, x.plan_id, x.interval });
                });

            migrationBuilder.CreateTable(
                name: "refusal_forecasts",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    short_id = table.Column<Guid>(type: "uuid", nullable: false),
                    short_path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    warned = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refusal_forecasts", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kept_by = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    query = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: true),
                    shared_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    default_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    dropped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateTable(
                name: "wallet_forecasts",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    seller_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    dry_on = table.Column<DateOnly>(type: "date", nullable: true),
                    missing = table.Column<long>(type: "bigint", nullable: false),
                    top_up = table.Column<long>(type: "bigint", nullable: false),
                    next30 = table.Column<long>(type: "bigint", nullable: false),
                    affected = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wallet_forecasts", x => new { x.id, x.branch_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_work_owner_path_id",
                table: "work",
                columns: new[] { "owner_path", "id" },
                filter: "state = 5");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_anchor_id",
                table: "subscriptions",
                columns: new[] { "anchor", "id" },
                filter: "anchor IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_grace_until_id",
                table: "subscriptions",
                columns: new[] { "grace_until", "id" },
                filter: "grace_until IS NOT NULL AND short_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_short_path_id",
                table: "subscriptions",
                columns: new[] { "short_path", "id" },
                filter: "short_path IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_term_end_id",
                table: "subscriptions",
                columns: new[] { "term_end", "id" },
                filter: "due_on IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_orders_short_path_id",
                table: "orders",
                columns: new[] { "short_path", "id" },
                filter: "state = 2");

            migrationBuilder.CreateIndex(
                name: "ix_orders_state_path_id",
                table: "orders",
                columns: new[] { "state", "path", "id" },
                filter: "state = 1 OR state = 5");

            migrationBuilder.CreateIndex(
                name: "ix_messages_sender_id_at",
                table: "messages",
                columns: new[] { "sender_id", "at" },
                filter: "state = 4 AND resent_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_path_invited_at",
                table: "memberships",
                columns: new[] { "path", "invited_at" },
                filter: "invited_at IS NOT NULL AND ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_reported_month",
                table: "memberships",
                column: "reported_month",
                filter: "wants_report_since IS NOT NULL AND ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_figures_account_id_name_key",
                table: "figures",
                columns: new[] { "account_id", "name", "key" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_parent_id_status_since",
                table: "accounts",
                columns: new[] { "parent_id", "status_since" },
                filter: "status = 1");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_path_status",
                table: "accounts",
                columns: new[] { "path", "status" },
                filter: "status = 2 OR reactivation_requested");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_pending_reported_at_id",
                table: "accounts",
                columns: new[] { "pending_reported_at", "id" },
                filter: "number IS NULL AND pending_reported_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_account_forecasts_account_id",
                table: "account_forecasts",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_account_id_id",
                table: "bulk_runs",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_leased_until",
                table: "bulk_runs",
                column: "leased_until",
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_charge_forecasts_branch_id_day_path_id",
                table: "charge_forecasts",
                columns: new[] { "branch_id", "day", "path", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_graph_notes_account_id_day",
                table: "graph_notes",
                columns: new[] { "account_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_launches_expires_at",
                table: "launches",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_launches_id",
                table: "launches",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_postponed_decisions_until",
                table: "postponed_decisions",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "ix_price_losses_seller_id_from",
                table: "price_losses",
                columns: new[] { "seller_id", "from" });

            migrationBuilder.CreateIndex(
                name: "ix_refusal_forecasts_branch_id_subscription_id",
                table: "refusal_forecasts",
                columns: new[] { "branch_id", "subscription_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refusal_forecasts_short_id_day",
                table: "refusal_forecasts",
                columns: new[] { "short_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_account_id_list_id",
                table: "saved_views",
                columns: new[] { "account_id", "list", "id" },
                filter: "dropped_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_wallet_forecasts_seller_id_dry_on_id",
                table: "wallet_forecasts",
                columns: new[] { "seller_id", "dry_on", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_forecasts");

            migrationBuilder.DropTable(
                name: "branch_forecasts");

            migrationBuilder.DropTable(
                name: "bulk_items");

            migrationBuilder.DropTable(
                name: "bulk_runs");

            migrationBuilder.DropTable(
                name: "charge_forecasts");

            migrationBuilder.DropTable(
                name: "graph_notes");

            migrationBuilder.DropTable(
                name: "launches");

            migrationBuilder.DropTable(
                name: "postponed_decisions");

            migrationBuilder.DropTable(
                name: "price_losses");

            migrationBuilder.DropTable(
                name: "refusal_forecasts");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "wallet_forecasts");

            migrationBuilder.DropIndex(
                name: "ix_work_owner_path_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_anchor_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_grace_until_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_short_path_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_term_end_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_orders_short_path_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_state_path_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_messages_sender_id_at",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_memberships_path_invited_at",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "ix_memberships_reported_month",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "ix_figures_account_id_name_key",
                table: "figures");

            migrationBuilder.DropIndex(
                name: "ix_accounts_parent_id_status_since",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_path_status",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_pending_reported_at_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "activated_on",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "ended_on",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "launch_address",
                table: "products");

            migrationBuilder.DropColumn(
                name: "resent_at",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "invited_at",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "reported_month",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "wants_report_since",
                table: "memberships");

            migrationBuilder.AlterColumn<string>(
                name: "visitor_path",
                table: "guest_passes",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "key",
                table: "figures",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "assigned_path",
                table: "assets",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_figures_account_id_name",
                table: "figures",
                columns: new[] { "account_id", "name" });
        }
    }
}
