using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SearchAndShortages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // These rows are changed again and again. With room on their pages a change stays on its page and touches no index.
            migrationBuilder.Sql("ALTER TABLE books SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)");
            migrationBuilder.Sql("ALTER TABLE branches SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)");
            migrationBuilder.Sql("ALTER TABLE figures SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)");

            migrationBuilder.DropIndex(
                name: "ix_work_state_not_before",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_due_on_id",
                table: "subscriptions");

            migrationBuilder.AddColumn<string>(
                name: "read_from",
                table: "trail",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "short_path",
                table: "subscriptions",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "name_key",
                table: "products",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "name_key",
                table: "plans",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AlterColumn<string>(
                name: "number",
                table: "orders",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddColumn<DateTime>(
                name: "pending_reported_at",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "account_words",
                columns: table => new
                {
                    branch_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    word = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_words", x => new { x.branch_id, x.account_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "list_columns",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_columns", x => new { x.user_id, x.list });
                });

            migrationBuilder.CreateTable(
                name: "user_words",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    word = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    of_name = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_words", x => new { x.user_id, x.word });
                });

            migrationBuilder.CreateIndex(
                name: "ix_work_branch_id_path_state_id",
                table: "work",
                columns: new[] { "branch_id", "path", "state", "id" },
                filter: "state <> 4 OR disputed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_work_connector_not_before_id",
                table: "work",
                columns: new[] { "connector", "not_before", "id" },
                filter: "state IN (1, 2)");

            migrationBuilder.CreateIndex(
                name: "ix_work_leased_until",
                table: "work",
                column: "leased_until",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "ix_terms_buyer_id",
                table: "terms",
                column: "buyer_id");

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions",
                columns: new[] { "branch_id", "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_plan_id_path",
                table: "subscriptions",
                columns: new[] { "plan_id", "path" });

            migrationBuilder.CreateIndex(
                name: "ix_products_owner_path_name_key",
                table: "products",
                columns: new[] { "owner_path", "name_key" });

            migrationBuilder.CreateIndex(
                name: "ix_account_words_word_branch_id_account_id",
                table: "account_words",
                columns: new[] { "word", "branch_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_words_word_user_id",
                table: "user_words",
                columns: new[] { "word", "user_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in new[] { "books", "branches", "figures" })
                migrationBuilder.Sql($"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor)");

            migrationBuilder.DropTable(
                name: "account_words");

            migrationBuilder.DropTable(
                name: "list_columns");

            migrationBuilder.DropTable(
                name: "user_words");

            migrationBuilder.DropIndex(
                name: "ix_work_branch_id_path_state_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_work_connector_not_before_id",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_work_leased_until",
                table: "work");

            migrationBuilder.DropIndex(
                name: "ix_terms_buyer_id",
                table: "terms");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_branch_id_due_on_id",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_plan_id_path",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_products_owner_path_name_key",
                table: "products");

            migrationBuilder.DropColumn(
                name: "read_from",
                table: "trail");

            migrationBuilder.DropColumn(
                name: "short_path",
                table: "subscriptions");

            migrationBuilder.DropColumn(
                name: "name_key",
                table: "products");

            migrationBuilder.DropColumn(
                name: "name_key",
                table: "plans");

            migrationBuilder.DropColumn(
                name: "pending_reported_at",
                table: "accounts");

            migrationBuilder.AlterColumn<string>(
                name: "number",
                table: "orders",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");

            migrationBuilder.CreateIndex(
                name: "ix_work_state_not_before",
                table: "work",
                columns: new[] { "state", "not_before" });

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_due_on_id",
                table: "subscriptions",
                columns: new[] { "due_on", "id" });
        }
    }
}
