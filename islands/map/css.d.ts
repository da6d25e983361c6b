// Style sheets that an island brings along; esbuild puts them beside it.
declare module "*.css";
