using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class QuickLanes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "buyer_id",
                table: "transfers",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            // Both books of a transfer are of one edge, whose buyer it names from now on.
            migrationBuilder.Sql("UPDATE transfers SET buyer_id = (SELECT b.buyer_id FROM books b WHERE b.id = transfers.from_book_id)");

            migrationBuilder.DropPrimaryKey(
                name: "pk_work",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_work_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_transfers_from_book_id_posting_number",
                table: "transfers");

            migrationBuilder.DropIndex(
                name: "ix_transfers_to_book_id_posting_number",
                table: "transfers");

            migrationBuilder.DropPrimaryKey(
                name: "pk_trail",
                table: "trail");

            migrationBuilder.DropIndex(
                name: "ix_trail_account_id_at",
                table: "trail");

            migrationBuilder.DropIndex(
                name: "ix_trail_id",
                table: "trail");

            migrationBuilder.DropPrimaryKey(
                name: "pk_terms",
                table: "terms");

            migrationBuilder.DropIndex(
                name: "ix_terms_id",
                table: "terms");

            migrationBuilder.DropPrimaryKey(
                name: "pk_subscriptions",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_account_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_id",
                table: "subscriptions");

            migrationBuilder.DropPrimaryKey(
                name: "pk_products",
                table: "products");

            migrationBuilder.DropIndex(
                name: "ix_products_id",
                table: "products");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_rules",
                table: "price_rules");

            migrationBuilder.DropIndex(
                name: "ix_price_rules_id",
                table: "price_rules");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_points",
                table: "price_points");

            migrationBuilder.DropIndex(
                name: "ix_price_points_id",
                table: "price_points");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_list_imports",
                table: "price_list_imports");

            migrationBuilder.DropIndex(
                name: "ix_price_list_imports_id",
                table: "price_list_imports");

            migrationBuilder.DropPrimaryKey(
                name: "pk_plans",
                table: "plans");

            migrationBuilder.DropIndex(
                name: "ix_plans_id",
                table: "plans");

            migrationBuilder.DropPrimaryKey(
                name: "pk_orders",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_account_id",
                table: "orders");

            migrationBuilder.DropIndex(
                name: "ix_orders_id",
                table: "orders");

            migrationBuilder.DropPrimaryKey(
                name: "pk_order_lines",
                table: "order_lines");

            migrationBuilder.DropIndex(
                name: "ix_order_lines_id",
                table: "order_lines");

            migrationBuilder.DropPrimaryKey(
                name: "pk_notices",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "ix_notices_id",
                table: "notices");

            migrationBuilder.DropPrimaryKey(
                name: "pk_memberships",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "ix_memberships_id",
                table: "memberships");

            migrationBuilder.DropPrimaryKey(
                name: "pk_exchange_rates",
                table: "exchange_rates");

            migrationBuilder.DropIndex(
                name: "ix_exchange_rates_id",
                table: "exchange_rates");

            migrationBuilder.DropPrimaryKey(
                name: "pk_books",
                table: "books");

            migrationBuilder.DropIndex(
                name: "ix_books_id",
                table: "books");

            migrationBuilder.DropPrimaryKey(
                name: "pk_assets",
                table: "assets");

            migrationBuilder.DropIndex(
                name: "ix_assets_id",
                table: "assets");

            migrationBuilder.DropPrimaryKey(
                name: "pk_api_keys",
                table: "api_keys");

            migrationBuilder.DropIndex(
                name: "ix_api_keys_id",
                table: "api_keys");

            migrationBuilder.DropPrimaryKey(
                name: "pk_accounts",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_id",
                table: "accounts");

            migrationBuilder.AddColumn<long>(
                name: "facts",
                table: "branches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "moves",
                table: "branches",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddPrimaryKey(
                name: "pk_work",
                table: "work",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_trail",
                table: "trail",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_terms",
                table: "terms",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_subscriptions",
                table: "subscriptions",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_products",
                table: "products",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_rules",
                table: "price_rules",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_points",
                table: "price_points",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_list_imports",
                table: "price_list_imports",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_plans",
                table: "plans",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_orders",
                table: "orders",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_order_lines",
                table: "order_lines",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_notices",
                table: "notices",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_memberships",
                table: "memberships",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_exchange_rates",
                table: "exchange_rates",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_books",
                table: "books",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_assets",
                table: "assets",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_api_keys",
                table: "api_keys",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_accounts",
                table: "accounts",
                columns: new[] { "id", "branch_id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_branch_id_path_state_id",
                table: "work",
                columns: new[] { "branch_id", "path", "state", "id" },
                filter: "state <> 4 OR disputed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transfers_buyer_id_posting_number",
                table: "transfers",
                columns: new[] { "buyer_id", "posting_number" });

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions",
                columns: new[] { "branch_id", "due_on", "id" },
                filter: "due_on IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_work",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_work_branch_id_path_state_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_transfers_buyer_id_posting_number",
                table: "transfers");

            migrationBuilder.DropPrimaryKey(
                name: "pk_trail",
                table: "trail");

            migrationBuilder.DropPrimaryKey(
                name: "pk_terms",
                table: "terms");

            migrationBuilder.DropPrimaryKey(
                name: "pk_subscriptions",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions");

            migrationBuilder.DropPrimaryKey(
                name: "pk_products",
                table: "products");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_rules",
                table: "price_rules");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_points",
                table: "price_points");

            migrationBuilder.DropPrimaryKey(
                name: "pk_price_list_imports",
                table: "price_list_imports");

            migrationBuilder.DropPrimaryKey(
                name: "pk_plans",
                table: "plans");

            migrationBuilder.DropPrimaryKey(
                name: "pk_orders",
                table: "orders");

            migrationBuilder.DropPrimaryKey(
                name: "pk_order_lines",
                table: "order_lines");

            migrationBuilder.DropPrimaryKey(
                name: "pk_notices",
                table: "notices");

            migrationBuilder.DropPrimaryKey(
                name: "pk_memberships",
                table: "memberships");

            migrationBuilder.DropPrimaryKey(
                name: "pk_exchange_rates",
                table: "exchange_rates");

            migrationBuilder.DropPrimaryKey(
                name: "pk_books",
                table: "books");

            migrationBuilder.DropPrimaryKey(
                name: "pk_assets",
                table: "assets");

            migrationBuilder.DropPrimaryKey(
                name: "pk_api_keys",
                table: "api_keys");

            migrationBuilder.DropPrimaryKey(
                name: "pk_accounts",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "buyer_id",
                table: "transfers");

            migrationBuilder.DropColumn(
                name: "facts",
                table: "branches");

            migrationBuilder.DropColumn(
                name: "moves",
                table: "branches");

            migrationBuilder.AddPrimaryKey(
                name: "pk_work",
                table: "work",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_trail",
                table: "trail",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_terms",
                table: "terms",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_subscriptions",
                table: "subscriptions",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_products",
                table: "products",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_rules",
                table: "price_rules",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_points",
                table: "price_points",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_price_list_imports",
                table: "price_list_imports",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_plans",
                table: "plans",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_orders",
                table: "orders",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_order_lines",
                table: "order_lines",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_notices",
                table: "notices",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_memberships",
                table: "memberships",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_exchange_rates",
                table: "exchange_rates",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_books",
                table: "books",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_assets",
                table: "assets",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_api_keys",
                table: "api_keys",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.AddPrimaryKey(
                name: "pk_accounts",
                table: "accounts",
                columns: new[] { "branch_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_work_id",
                table: "work",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_transfers_from_book_id_posting_number",
                table: "transfers",
                columns: new[] { "from_book_id", "posting_number" });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_to_book_id_posting_number",
                table: "transfers",
                columns: new[] { "to_book_id", "posting_number" });

            migrationBuilder.CreateIndex(
                name: "ix_trail_account_id_at",
                table: "trail",
                columns: new[] { "account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_trail_id",
                table: "trail",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_terms_id",
                table: "terms",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_account_id",
                table: "subscriptions",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions",
                columns: new[] { "branch_id", "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_id",
                table: "subscriptions",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_products_id",
                table: "products",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_price_rules_id",
                table: "price_rules",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_price_points_id",
                table: "price_points",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_price_list_imports_id",
                table: "price_list_imports",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_plans_id",
                table: "plans",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_account_id",
                table: "orders",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_id",
                table: "orders",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_order_lines_id",
                table: "order_lines",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_notices_id",
                table: "notices",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_id",
                table: "memberships",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_exchange_rates_id",
                table: "exchange_rates",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_books_id",
                table: "books",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_assets_id",
                table: "assets",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_id",
                table: "api_keys",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_id",
                table: "accounts",
                column: "id");
        }
    }
}
