using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tributary.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SearchAndColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
            migrationBuilder.DropTable(
                name: "account_words");

            migrationBuilder.DropTable(
                name: "list_columns");

            migrationBuilder.DropTable(
                name: "user_words");

            migrationBuilder.DropIndex(
                name: "ix_subscriptions_plan_id_path",
                table: "subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_products_owner_path_name_key",
                table: "products");

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
        }
    }
}
