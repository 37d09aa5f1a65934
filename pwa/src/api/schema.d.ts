// Generated from the server’s OpenAPI document by `npm run gen`; not edited.
export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit
         * @description The newest first. 403 for who is no admin, 404 for a place out of scope.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/chain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Audit
         * @description Whether anything was changed or taken away since it was written. 403, 404 as the list.
         */
        get: operations["check_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Invitation
         * @description As login. 401 `bad_invitation`, 403 `device_not_yours`, 429 `too_many_attempts`.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description 401 `bad_credentials`, 403 `device_not_yours`, 429 `too_many_attempts`.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description Ends the sign-in of the refresh token, the cookie or the access token, whichever comes.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description 401 `not_signed_in`; 401 `token_reused` ends all that the sign-in led to.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Conflicts
         * @description Those in the streams that the caller reads, oldest first, with their current values.
         */
        get: operations["list_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conflicts/{conflict_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Resolve
         * @description One new revision of the record, none where the value does not change.
         */
        post: operations["resolve_conflict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conflicts/{conflict_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Undo
         * @description Open again, the earlier value restored; within 30 days.
         */
        post: operations["undo_conflict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver
         * @description 403 `bad_signature` where it is not signed by its device: nothing is stored.
         */
        post: operations["deliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Devices
         * @description Devices of the caller's units for leaders and admins, the caller's own for others.
         */
        get: operations["list_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Device
         * @description It pulls nothing more and wipes what has arrived; its unsent work is still taken.
         */
        post: operations["revoke_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Duplicates
         * @description Pairs in the streams that the caller reads, also across the hamlets of a commune, the likest
         *     first: the same phone, or the same name (as it is heard) at the same address. `apart` are those
         *     that somebody said are two, `merged` those that became one, the last ones first.
         */
        get: operations["list_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Table Of
         * @description An entry of the audit log. 403 for who is no admin, 404, 413 for more rows than
         *     `export_rows_max`, 429 after `exports_a_day_max` of a user.
         */
        get: operations["export_table_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Health
         * @description 503 `server_busy` where the database does not answer.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Held
         * @description What the caller may release, oldest first.
         */
        get: operations["list_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held/{held_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Discard
         * @description Closes it unapplied; the log keeps it in full.
         */
        post: operations["discard_held"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held/{held_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Release
         * @description Applies it now, in the scope of the releasing admin; 422 `still_held` with reasons.
         */
        post: operations["release_held"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write
         * @description All or nothing. 422 `import_has_errors` where a row is bad or there already and not left
         *     out on purpose; 403, 404, 413 and 422 as the preview.
         */
        post: operations["import_rows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description Writes nothing. 403 for who is no admin, 404, 413, 422 `unreadable_file`.
         */
        post: operations["preview_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Invitations
         * @description The links of the people in the caller's units, without their tokens; 403 `not_allowed`.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Invite User
         * @description A link good for a day and one device; 403 `not_allowed`, 404 for who is out of scope.
         */
        post: operations["invite_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/{photo_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get One
         * @description The picture. 404 `photo_on_its_way` until its bytes have arrived, else `not_found`.
         */
        get: operations["get_photo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/photos/{photo_id}/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Upload
         * @description Where to go on. 403, 404.
         */
        get: operations["get_photo_upload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Send Part
         * @description The next bytes, at most `photo_part_bytes_max`. 403, 404, 409 `wrong_offset` with the
         *     `offset` to go on from, 413, 422 `unfit_photo` with `why`, 429 `too_many_photos`.
         */
        patch: operations["send_photo_part"];
        trace?: never;
    };
    "/api/v1/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Several
         * @description Several records at once, by id; those that are not for the caller are left out.
         */
        get: operations["list_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/records/{record_type}/{record_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get One
         * @description The record as streams carry it; 404 where it does not exist or is not for the caller.
         */
        get: operations["get_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/records/{record_type}/{record_id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Revisions
         * @description Every revision from the first, with what it changed, by whom and on which device.
         */
        get: operations["list_revisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Indicators
         * @description Of the caller's own unit where none is named, over all time where no days are.
         *
         *     Problems: 404 `not_found` for a unit out of scope, 422 `invalid_request` for a wrong day.
         */
        get: operations["report_indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Server Key
         * @description The same on every app server and for good.
         */
        get: operations["get_server_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Streams
         * @description Province, communes, hamlets, always on one page; none for who may pull nothing.
         */
        get: operations["list_streams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Subject Requests
         * @description What is due first comes first. 403, 404.
         */
        get: operations["list_subject_requests"];
        put?: never;
        /**
         * Open Subject Request
         * @description 403 for who is no admin, 404 for a commune out of scope, 422.
         */
        post: operations["open_subject_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/requests/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Subject Request
         * @description 403, 404.
         */
        get: operations["get_subject_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/requests/{request_id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Request
         * @description 403, 404, 409 `already_resolved` for a closed one, 422 for `done` before it was done.
         */
        post: operations["act_on_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/requests/{request_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase For Request
         * @description It cannot be undone. 403, 404, 409 `already_resolved` for a closed request.
         */
        post: operations["erase_for_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/requests/{request_id}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find Data Of Request
         * @description What the commune keeps of the person; an entry of the audit log. 403, 404.
         */
        post: operations["find_data_of_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find Subject Data
         * @description What names the person in a commune; an entry of the audit log. 403, 404.
         */
        post: operations["find_subject_data"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subjects/{record_type}/{record_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase Subject
         * @description The record, its history and all about the same subject; it cannot be undone. 403, 404.
         */
        post: operations["erase_subject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Sync
         * @description Takes the changesets of a device into its log, then answers every stream's news.
         */
        post: operations["sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Units
         * @description The parts of `parent` (without it the provinces) in force now, or on the day `at`.
         */
        get: operations["list_units"];
        put?: never;
        /**
         * Create Hamlet
         * @description A hamlet of a commune, by its admins; 409 `name_taken` where the commune has that name.
         */
        post: operations["create_hamlet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Hamlets
         * @description Hamlets of one commune become one from a day on, which is today or before; their
         *     households, people and teams go there. Problems: 403, 404, 409 `name_taken`, 422.
         */
        post: operations["merge_hamlets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{commune}/hamlets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Hamlets
         * @description A commune's hamlets, those in force first, with their history and what a change would move;
         *     for its admins. Problems: 403, 404.
         */
        get: operations["list_hamlets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit_id}/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rename Hamlet
         * @description Another name from a day on; the old one stays in the history. Problems: 403, 404, 409
         *     `name_taken`, 422.
         */
        post: operations["rename_hamlet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit_id}/rename/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo Rename
         * @description The name that it had before. Problems: 403, 404, 409 `name_taken`, `stale`.
         */
        post: operations["undo_rename"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit_id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Hamlet
         * @description A hamlet becomes several from a day on; the first part takes what is not said to go to
         *     another. Problems: 403, 404, 409 `name_taken`, 422.
         */
        post: operations["split_hamlet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/units/{unit_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo Change
         * @description Takes back the merge or split that made this hamlet, within the limit `undo_days`; the
         *     hamlets that are there again. Problems: 403, 404, 409 `name_taken`, and 409 `stale` whose
         *     `reason` is `nothing`, `too_late`, `changed_since` or `same_day`.
         */
        post: operations["undo_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description Users by id; with `unit` only those of that unit and below.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create User
         * @description 403 for a role above one's own, 404 for units out of scope, 409 `name_taken`.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get User
         * @description 404 for who does not exist or is out of scope.
         */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change User
         * @description Effective at once; moving keeps the history of units.
         */
        patch: operations["change_user"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActivityFields
         * @description Fields of a activity; it lies in streams of level commune, hamlet.
         */
        ActivityFields: {
            attendees?: number | null;
            counts?: {
                [key: string]: number;
            } | null;
            /** @enum {string} */
            kind: "cooperative" | "crowd" | "farmers_club" | "party_cell" | "team_meeting" | "training";
            note?: string | null;
            partners?: string[] | null;
            place?: string | null;
            plan_id?: string | null;
            /** Format: date-time */
            starts_at: string;
            title: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * AuditEntryOut
         * @description One act: `subject` is the id of what it was done to, `hash` covers it and all before it.
         */
        AuditEntryOut: {
            /** Action */
            action: string;
            /** At */
            at: string;
            /** By */
            by: string | null;
            /** Detail */
            detail: string;
            /** Device */
            device: string | null;
            /** Hash */
            hash: string;
            /** Seq */
            seq: number;
            /** Subject */
            subject: string;
        };
        /**
         * BecameOut
         * @description What a hamlet became, from which day on; `kind` is whole (a merge), part (a split), or undone
         *     where its making was taken back and it became again what it had been.
         */
        BecameOut: {
            /** Effective */
            effective: string;
            /** Kind */
            kind: string;
            /** Legal Ref */
            legal_ref: string;
            /** Unit Id */
            unit_id: string;
        };
        /**
         * ChainOut
         * @description The chain as computed anew; `broken_at` is null where every entry fits.
         */
        ChainOut: {
            /** Broken At */
            broken_at: number | null;
            /** Entries */
            entries: number;
            /** Head */
            head: string;
            /** Place */
            place: string;
        };
        /**
         * ChangeIn
         * @description One change of one record. `base`: the rev last received in `streams` (0 if never);
         *     `from`: the value of each changed field that the author saw.
         */
        ChangeIn: {
            /**
             * Base
             * @default 0
             */
            base: number;
            /**
             * Fields
             * @default null
             */
            fields: {
                [key: string]: unknown;
            } | null;
            /**
             * From
             * @default null
             */
            from: {
                [key: string]: unknown;
            } | null;
            /** Id */
            id: string;
            /**
             * Op
             * @enum {string}
             */
            op: "create" | "update" | "delete" | "restore" | "move";
            /** Stream */
            stream: string;
            /**
             * To
             * @default null
             */
            to: string | null;
            /** Type */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ChangesetIn
         * @description What one act of a person changed; atomic. `n` counts the device's changesets from 1.
         */
        ChangesetIn: {
            /**
             * App
             * @default null
             */
            app: string | null;
            /**
             * At
             * @default null
             */
            at: string | null;
            /**
             * Changes
             * @default null
             */
            changes: (components["schemas"]["ChangeIn"] | components["schemas"]["OfficeActIn"])[] | null;
            /**
             * Epoch
             * @default null
             */
            epoch: string | null;
            /** Id */
            id: string;
            /** N */
            n: number;
            /**
             * Schema
             * @default 1
             */
            schema: number;
            /**
             * Void
             * @default null
             */
            void: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ClusterOut
         * @description Live households of a cluster; the cluster is empty for those without one.
         */
        ClusterOut: {
            /** Cluster */
            cluster: string;
            /** Households */
            households: number;
        };
        /**
         * CompletenessOut
         * @description Devices in use in the unit, those not heard of for three days, and what they keep.
         */
        CompletenessOut: {
            /** Devices */
            devices: number;
            /** Percent */
            percent: number;
            /** Silent */
            silent: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * ConflictOut
         * @description A field that two devices changed without having seen each other; `field` is null where a
         *     deletion stands against a change.
         */
        ConflictOut: {
            current: components["schemas"]["CurrentOut"];
            /** Field */
            field: string | null;
            /** Id */
            id: string;
            /** Incoming */
            incoming: components["schemas"]["SideOut"][];
            /** Opened At */
            opened_at: string;
            /** Record Id */
            record_id: string;
            resolution: components["schemas"]["ResolutionOut"] | null;
            /** Resolved At */
            resolved_at: string | null;
            /** Resolved By */
            resolved_by: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "resolved";
            /** Stream */
            stream: string;
            /** Type */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ConsentTextFields
         * @description Fields of a consent_text; it lies in streams of level province.
         */
        ConsentTextFields: {
            body: string;
            version: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * CurrentOut
         * @description The value that the server has.
         */
        CurrentOut: {
            /** At */
            at: string | null;
            /** By */
            by: string | null;
            /** Corrected At */
            corrected_at: string | null;
            /** Device */
            device: string | null;
            /** Rev */
            rev: number;
            /** Value */
            value: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * CursorIn
         * @description Where the device is in a stream; null from the start.
         */
        CursorIn: {
            /**
             * Cursor
             * @default null
             */
            cursor: string | null;
            /** Stream */
            stream: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * DeliveredOut
         * @description How far the device's log has come, and how many changesets of the file are new in it.
         */
        DeliveredOut: {
            /** Acked */
            acked: number;
            /** Device */
            device: string;
            /** Taken */
            taken: number;
        };
        /**
         * DeviceIn
         * @description What a device says of itself; `replaces` names an older device of the same user.
         */
        DeviceIn: {
            /** Id */
            id: string;
            key?: components["schemas"]["KeyIn"] | null;
            /** Name */
            name: string;
            /** Replaces */
            replaces?: string | null;
        };
        /**
         * DeviceOut
         * @description A device as of its last contact; `waiting` is what it said was still unsent.
         */
        DeviceOut: {
            /** Acked */
            acked: number;
            /** App */
            app: string | null;
            /** Created At */
            created_at: string;
            /** Id */
            id: string;
            /** Last Seen At */
            last_seen_at: string | null;
            /** Name */
            name: string;
            /** Replaces */
            replaces: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** User Id */
            user_id: string;
            /** Waiting */
            waiting: number | null;
        };
        /**
         * DigestOut
         * @description Live records of a stream, and the sum of their tags modulo 2^48.
         */
        DigestOut: {
            /** Count */
            count: number;
            /** Sum */
            sum: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * DiscardIn
         * @description Why the work will not be applied; its author is told.
         */
        DiscardIn: {
            /** Reason */
            reason: string;
        };
        /**
         * DuplicateOut
         * @description Two households; `alike` is what they have in common. Of a merged pair the first stayed.
         */
        DuplicateOut: {
            /** Alike */
            alike: ("phone" | "name" | "address")[];
            /** Households */
            households: components["schemas"]["PlacedRecordOut"][];
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "apart" | "merged";
        };
        /**
         * EraseIn
         * @description The records to erase; what is about the same subject goes with each.
         */
        EraseIn: {
            /** Records */
            records: components["schemas"]["NamedRecordIn"][];
        };
        /**
         * ErasedOut
         * @description How many records went, and how many of them still count in the figures.
         */
        ErasedOut: {
            /** Counted */
            counted: number;
            /** Records */
            records: number;
        };
        /**
         * FilingFields
         * @description Fields of a filing; it lies in streams of level commune.
         */
        FilingFields: {
            applicant_name?: string | null;
            applicant_phone?: string | null;
            due_on?: string | null;
            file_code?: string | null;
            finished_at?: string | null;
            follow_up_on?: string | null;
            from_commune?: string | null;
            household_id?: string | null;
            level?: ("full" | "partial") | null;
            note?: string | null;
            /** @enum {string} */
            outcome: "completed" | "looked_up" | "missing_papers" | "no_vneid" | "referred" | "returned" | "submitted" | "system_error";
            own_phone?: boolean | null;
            portal?: string | null;
            procedure_code?: string | null;
            procedure_name: string;
            self_reliance?: number | null;
            started_at?: string | null;
            submitted_at?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * FormerNameOut
         * @description A name that a hamlet had before the day `until`, and the decision that gave it another.
         */
        FormerNameOut: {
            /** Legal Ref */
            legal_ref: string;
            /** Name */
            name: string;
            /** Until */
            until: string;
        };
        /**
         * GuidanceFields
         * @description Fields of a guidance; it lies in streams of level commune, hamlet.
         */
        GuidanceFields: {
            activity_id?: string | null;
            age_band?: string | null;
            /** Format: date-time */
            at: string;
            birth_year?: number | null;
            filing_id?: string | null;
            gender?: string | null;
            household_id?: string | null;
            member_id?: string | null;
            note?: string | null;
            /** @enum {string} */
            outcome: "already" | "declined" | "done" | "failed" | "guided";
            person_name?: string | null;
            product_id?: string | null;
            quantity: number;
            shop_id?: string | null;
            team_id?: string | null;
            topic: string;
            visit_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * HamletIn
         * @description A hamlet to be: `type` is ap, khom, khu-pho or what else people call it there.
         */
        HamletIn: {
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string;
            /** Type */
            type: string;
        };
        /**
         * HamletOut
         * @description A hamlet with its history, its households by cluster and the people who belong to it.
         *     `undo_until` is until when the merge or split that made it can be taken back.
         */
        HamletOut: {
            /** Became */
            became: components["schemas"]["BecameOut"][];
            /** Clusters */
            clusters: components["schemas"]["ClusterOut"][];
            /** Code */
            code: string | null;
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** Names */
            names: components["schemas"]["FormerNameOut"][];
            /** Parent Id */
            parent_id: string | null;
            /** Type */
            type: string;
            /** Undo Until */
            undo_until: string | null;
            /** Users */
            users: string[];
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
        };
        /**
         * HealthOut
         * @description `limits` by name; sizes in bytes, times in days, the rest in counts.
         */
        HealthOut: {
            /** Epoch */
            epoch: string;
            /** Limits */
            limits: {
                [key: string]: number;
            };
            /** Protocol */
            protocol: number;
            /**
             * Status
             * @constant
             */
            status: "ok";
        };
        /**
         * HeldOut
         * @description A changeset that is kept because it cannot be applied.
         */
        HeldOut: {
            /** Author */
            author: string;
            /** Changeset */
            changeset: {
                [key: string]: unknown;
            };
            /** Device */
            device: string;
            /** Id */
            id: string;
            /** N */
            n: number;
            /** Reasons */
            reasons: components["schemas"]["ReasonOut"][];
            /** Received At */
            received_at: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "released" | "discarded";
        } & {
            [key: string]: unknown;
        };
        /**
         * HouseholdFields
         * @description Fields of a household; it lies in streams of level hamlet.
         */
        HouseholdFields: {
            address?: string | null;
            apart_from?: string[] | null;
            cluster?: string | null;
            consent?: {
                /** Format: date-time */
                at?: string;
                by?: string;
                how?: string;
                purposes?: string[];
                text_version?: string;
            } | null;
            head_name: string;
            location?: {
                lat: number;
                lon: number;
            } | null;
            members_count?: number | null;
            merged_into?: string | null;
            note?: string | null;
            phone?: string | null;
            producing?: boolean | null;
            shop?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImportedOut
         * @description How many were made. `repeat`: this import was written before, and nothing was done now.
         */
        ImportedOut: {
            /** Created */
            created: number;
            /** Import Id */
            import_id: string;
            /** Left Out */
            left_out: number;
            /** Repeat */
            repeat: boolean;
        };
        /**
         * IndicatorFields
         * @description Fields of a indicator; it lies in streams of level province.
         */
        IndicatorFields: {
            code: string;
            label_en?: string | null;
            label_vi: string;
            unit_vi?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * IndicatorOut
         * @description `value` in units of `unit_vi`; `parts` by the code that the topics name, of sum `value`;
         *     `target` is null where the period is open or has none.
         */
        IndicatorOut: {
            /** Code */
            code: string;
            /** Label En */
            label_en: string | null;
            /** Label Vi */
            label_vi: string;
            /** Parts */
            parts: {
                [key: string]: number;
            };
            /** Target */
            target: number | null;
            /** Unit Vi */
            unit_vi: string | null;
            /** Value */
            value: number;
        };
        /**
         * IndicatorReportOut
         * @description `from` and `to` are local days, both included, null where the period is open; the figures
         *     hold all that was committed at `as_of`. Source of the words: the pilot's indicators.
         */
        IndicatorReportOut: {
            /** As Of */
            as_of: string;
            completeness: components["schemas"]["CompletenessOut"];
            /** From */
            from: string | null;
            /** Items */
            items: components["schemas"]["IndicatorOut"][];
            /** To */
            to: string | null;
            unit: components["schemas"]["ReportUnitOut"];
        };
        /**
         * InvitationIn
         * @description Whom to invite.
         */
        InvitationIn: {
            /** User Id */
            user_id: string;
        };
        /**
         * InvitationOut
         * @description A link as it stands; `used_at` and `device` are null until somebody has used it.
         */
        InvitationOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Device */
            device: string | null;
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            /** Used At */
            used_at: string | null;
            /** User Id */
            user_id: string;
        };
        /**
         * InvitedIn
         * @description The token of an invitation; `cookie` as in a login.
         */
        InvitedIn: {
            /**
             * Cookie
             * @default false
             */
            cookie: boolean;
            device: components["schemas"]["DeviceIn"];
            /** Token */
            token: string;
        };
        /**
         * KeyIn
         * @description The public half of a device's P-256 signing key as a JWK (RFC 7517).
         */
        KeyIn: {
            /**
             * Crv
             * @constant
             */
            crv: "P-256";
            /**
             * D
             * @description The private half, which nobody may send.
             */
            d?: null;
            /**
             * Kty
             * @constant
             */
            kty: "EC";
            /** X */
            x: string;
            /** Y */
            y: string;
        };
        /**
         * LearningItemFields
         * @description Fields of a learning_item; it lies in streams of level province.
         */
        LearningItemFields: {
            body: string;
            title: string;
            topic?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * LoginIn
         * @description With `cookie` the refresh token comes as a cookie and not in the answer.
         */
        LoginIn: {
            /**
             * Cookie
             * @default false
             */
            cookie: boolean;
            device: components["schemas"]["DeviceIn"];
            /** Password */
            password: string;
            /** Username */
            username: string;
        };
        /**
         * LogoutIn
         * @description Without a token the cookie or the Authorization header counts.
         */
        LogoutIn: {
            /** Refresh Token */
            refresh_token?: string | null;
        };
        /**
         * MembershipFields
         * @description Fields of a membership; it lies in streams of level commune.
         */
        MembershipFields: {
            /** Format: date */
            from_on: string;
            full_name: string;
            organisation?: string | null;
            /** @enum {string} */
            role: "deputy" | "leader" | "member";
            /** Format: uuid */
            team_id: string;
            to_on?: string | null;
            user_id?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * MergeIn
         * @description The hamlets that become one, and its name and type.
         */
        MergeIn: {
            /** From */
            from: string;
            /** Legal Ref */
            legal_ref: string;
            /** Name */
            name: string;
            /** Type */
            type: string;
            /** Units */
            units: string[];
        };
        /**
         * NamedRecordIn
         * @description A record that names the person.
         */
        NamedRecordIn: {
            /** Id */
            id: string;
            /**
             * Type
             * @enum {string}
             */
            type: "household" | "guidance" | "filing";
        };
        /**
         * NewInvitationOut
         * @description `token` is told this once; the link is the app's address with `path` behind it, which
         *     begins with `#`, so that no server and no proxy ever writes it down.
         */
        NewInvitationOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Device */
            device: string | null;
            /** Expires At */
            expires_at: string;
            /** Id */
            id: string;
            /** Path */
            path: string;
            /** Token */
            token: string;
            /** Used At */
            used_at: string | null;
            /** User Id */
            user_id: string;
        };
        /**
         * NoticeFields
         * @description Fields of a notice; it lies in streams of level commune, hamlet.
         */
        NoticeFields: {
            body: string;
            title: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OfficeActIn
         * @description An act of the office on a conflict or held work, with the members of its endpoint's body.
         */
        OfficeActIn: {
            /**
             * Changes
             * @default null
             */
            changes: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Choice
             * @default null
             */
            choice: ("current" | "incoming" | "value") | null;
            /** Id */
            id: string;
            /**
             * Op
             * @enum {string}
             */
            op: "resolve" | "undo" | "release" | "discard";
            /**
             * Reason
             * @default null
             */
            reason: string | null;
            /**
             * Rev
             * @default null
             */
            rev: number | null;
            /**
             * Side
             * @default null
             */
            side: number | null;
            /**
             * Value
             * @default null
             */
            value: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * OutcomeOut
         * @description A later change of a changeset's fate.
         */
        OutcomeOut: {
            /** At */
            at: string;
            /** By */
            by: string | null;
            /** Conflicts */
            conflicts: string[];
            /** Device */
            device: string;
            /** Id */
            id: string;
            /** N */
            n: number;
            /** Reason */
            reason: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "released" | "discarded" | "decided" | "undone";
        } & {
            [key: string]: unknown;
        };
        /** Page[AuditEntryOut] */
        Page_AuditEntryOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["AuditEntryOut"][];
        };
        /** Page[ConflictOut] */
        Page_ConflictOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["ConflictOut"][];
        };
        /** Page[DeviceOut] */
        Page_DeviceOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["DeviceOut"][];
        };
        /** Page[DuplicateOut] */
        Page_DuplicateOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["DuplicateOut"][];
        };
        /** Page[HamletOut] */
        Page_HamletOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["HamletOut"][];
        };
        /** Page[HeldOut] */
        Page_HeldOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["HeldOut"][];
        };
        /** Page[InvitationOut] */
        Page_InvitationOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["InvitationOut"][];
        };
        /** Page[PlacedRecordOut] */
        Page_PlacedRecordOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["PlacedRecordOut"][];
        };
        /** Page[RevisionOut] */
        Page_RevisionOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["RevisionOut"][];
        };
        /** Page[StreamOut] */
        Page_StreamOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["backend__api__account_types__StreamOut"][];
        };
        /** Page[SubjectRequestOut] */
        Page_SubjectRequestOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["SubjectRequestOut"][];
        };
        /** Page[UnitOut] */
        Page_UnitOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["UnitOut"][];
        };
        /** Page[UserOut] */
        Page_UserOut_: {
            /** Cursor */
            cursor: string | null;
            /** Items */
            items: components["schemas"]["UserOut"][];
        };
        /**
         * PartIn
         * @description One part of a split and what goes to it: households by cluster or by id, people, teams.
         */
        PartIn: {
            /** Clusters */
            clusters?: string[];
            /** Households */
            households?: string[];
            /** Name */
            name: string;
            /** Teams */
            teams?: string[];
            /** Type */
            type: string;
            /** Users */
            users?: string[];
        };
        /**
         * PartnerFields
         * @description Fields of a partner; it lies in streams of level province.
         */
        PartnerFields: {
            kind?: string | null;
            name: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PhotoFields
         * @description Fields of a photo; it lies in streams of level hamlet.
         */
        PhotoFields: {
            bytes: number;
            height: number;
            note?: string | null;
            product_id?: string | null;
            sha256: string;
            shop_id?: string | null;
            taken_at?: string | null;
            width: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * PlacedRecordOut
         * @description A record and the stream it lies in.
         */
        PlacedRecordOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string | null;
            /** Deleted */
            deleted: boolean;
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /** Moved To */
            moved_to?: string | null;
            /** Rev */
            rev: number;
            /** Stream */
            stream: string;
            /** Tag */
            tag: number;
            /** Type */
            type: string;
            /** Updated At */
            updated_at: string;
            /** Updated By */
            updated_by: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * PlanFields
         * @description Fields of a plan; it lies in streams of level commune, hamlet.
         */
        PlanFields: {
            aims?: string | null;
            /** Format: date */
            ends_on: string;
            household_ids?: string[] | null;
            member_ids?: string[] | null;
            note?: string | null;
            partners?: string[] | null;
            /** Format: date */
            starts_on: string;
            team_id?: string | null;
            title: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * PreviewOut
         * @description What an import would do. `bad` and `doubles` list the first 200; `rejects` is a CSV file of
         *     all rows that are left out, each with its reason, to be mended and imported again.
         */
        PreviewOut: {
            /** Bad */
            bad: components["schemas"]["RejectedOut"][];
            /** Bad Count */
            bad_count: number;
            /** Columns */
            columns: {
                [key: string]: number;
            };
            /** Doubles */
            doubles: components["schemas"]["RejectedOut"][];
            /** Doubles Count */
            doubles_count: number;
            /** Fields */
            fields: string[];
            /** Header */
            header: string[];
            /** Missing */
            missing: string[];
            /** Ready */
            ready: number;
            /** Rejects */
            rejects: string;
            /** Rows */
            rows: number;
            /** Sample */
            sample: string[][];
        };
        /**
         * Problem
         * @description RFC 9457. `code` is stable; `title` is for people and may change.
         */
        Problem: {
            code: string;
            status: number;
            title: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProcedureFields
         * @description Fields of a procedure; it lies in streams of level province.
         */
        ProcedureFields: {
            active?: boolean | null;
            code?: string | null;
            label_vi: string;
            note?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProductFields
         * @description Fields of a product; it lies in streams of level hamlet.
         */
        ProductFields: {
            accepts?: string[] | null;
            household_id?: string | null;
            listed_on?: string | null;
            name: string;
            note?: string | null;
            ocop_stars?: number | null;
            platform?: string | null;
            url?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * PublicKeyOut
         * @description A public P-256 key (RFC 7517).
         */
        PublicKeyOut: {
            /** Crv */
            crv: string;
            /** Kty */
            kty: string;
            /** X */
            x: string;
            /** Y */
            y: string;
        };
        /**
         * ReasonOut
         * @description Why a changeset is held: the change's place in it, the field, a stable code.
         */
        ReasonOut: {
            /** Change */
            change: number | null;
            /**
             * Code
             * @enum {string}
             */
            code: "invalid_field" | "out_of_scope" | "missing_parent" | "author_disabled" | "device_revoked" | "schema_too_new" | "id_taken" | "too_large" | "quota" | "recovered" | "stale" | "already_resolved" | "not_allowed" | "not_found" | "still_held";
            /** Detail */
            detail: string;
            /** Field */
            field: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ReceivedOut
         * @description How far the server has it; others see the photo once it `has_arrived`.
         */
        ReceivedOut: {
            /**
             * Bytes
             * @description Bytes that the record announces.
             */
            bytes: number;
            /** Has Arrived */
            has_arrived: boolean;
            /**
             * Offset
             * @description Bytes received so far: where to go on.
             */
            offset: number;
        };
        /**
         * RecordOut
         * @description A record as the server has it; a deleted one has no fields, one that left the stream has
         *     `moved_to` where the user may read the target.
         */
        RecordOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string | null;
            /** Deleted */
            deleted: boolean;
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /** Moved To */
            moved_to?: string | null;
            /** Rev */
            rev: number;
            /** Tag */
            tag: number;
            /** Type */
            type: string;
            /** Updated At */
            updated_at: string;
            /** Updated By */
            updated_by: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * RecoveredIn
         * @description A record that the server lost, as it was received.
         */
        RecoveredIn: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string | null;
            /** Deleted */
            deleted: boolean;
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /**
             * Moved To
             * @default null
             */
            moved_to: string | null;
            /** Rev */
            rev: number;
            /** Stream */
            stream: string;
            /** Tag */
            tag: number;
            /** Type */
            type: string;
            /** Updated At */
            updated_at: string;
            /** Updated By */
            updated_by: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * RefreshIn
         * @description Without a token the cookie counts; `device` may be a new one that replaces the present.
         */
        RefreshIn: {
            device?: components["schemas"]["DeviceIn"] | null;
            /** Refresh Token */
            refresh_token?: string | null;
        };
        /**
         * RejectedOut
         * @description A row that is left out: its number in the file, its cells, and why in words.
         */
        RejectedOut: {
            /** Cells */
            cells: string[];
            /** Codes */
            codes: string[];
            /** Row */
            row: number;
            /** Why */
            why: string;
        };
        /**
         * ReleaseIn
         * @description `changes` replace the changeset's own where something had to be mended.
         */
        ReleaseIn: {
            /** Changes */
            changes?: unknown[] | null;
        };
        /**
         * RenameIn
         * @description A hamlet's new name.
         */
        RenameIn: {
            /** From */
            from: string;
            /** Legal Ref */
            legal_ref: string;
            /** Name */
            name: string;
        };
        /**
         * ReportUnitOut
         * @description The unit that a report is about.
         */
        ReportUnitOut: {
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
        };
        /**
         * RequestActIn
         * @description What the office has done. `done`, `nothing_found` and `refused` (with `why`) close it.
         */
        RequestActIn: {
            /**
             * Act
             * @enum {string}
             */
            act: "answered" | "copied" | "corrected" | "withdrawn" | "done" | "nothing_found" | "refused";
            /** Record Id */
            record_id?: string | null;
            /** Why */
            why?: ("not_proven" | "kept_by_law" | "taken_back") | null;
        };
        /**
         * RequestActOut
         * @description A step: `by` is a user's id, null for the server.
         */
        RequestActOut: {
            /** Act */
            act: string;
            /** At */
            at: string;
            /** By */
            by: string | null;
            /** Record Id */
            record_id: string | null;
            /** Why */
            why: string | null;
        };
        /**
         * RequestDataOut
         * @description Records as pulls carry them, each with its `stream` and with `because`: `household`,
         *     `phone`, `name` (it can be another person's), or `related` to the record `about`.
         */
        RequestDataOut: {
            /** Has More */
            has_more: boolean;
            /**
             * Items
             * @description At most 500.
             */
            items: {
                [key: string]: unknown;
            }[];
        };
        /**
         * RequestErasedOut
         * @description The closed request, how many records went, and how many still count in the figures.
         */
        RequestErasedOut: {
            /** Counted */
            counted: number;
            /** Records */
            records: number;
            request: components["schemas"]["SubjectRequestOut"];
        };
        /**
         * ResolutionOut
         * @description How a conflict was decided.
         */
        ResolutionOut: {
            /**
             * Choice
             * @enum {string}
             */
            choice: "current" | "incoming" | "value";
            /** Reason */
            reason: string | null;
            /** Rev */
            rev: number;
            /** Side */
            side: number | null;
            /** Value */
            value: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * ResolveIn
         * @description A decision; `rev` is the record's revision that the decider saw.
         */
        ResolveIn: {
            /**
             * Choice
             * @enum {string}
             */
            choice: "current" | "incoming" | "value";
            /** Reason */
            reason?: string | null;
            /** Rev */
            rev: number;
            /**
             * Side
             * @default 0
             */
            side: number;
            /** Value */
            value?: unknown;
        };
        /**
         * ResultOut
         * @description What became of a changeset when it was taken.
         */
        ResultOut: {
            /** Conflicts */
            conflicts: string[];
            /** Id */
            id: string;
            /** N */
            n: number;
            /** Reasons */
            reasons: components["schemas"]["ReasonOut"][];
            /** Records */
            records: components["schemas"]["TouchedOut"][];
            /** Repeated */
            repeated?: boolean | null;
            /**
             * Status
             * @enum {string}
             */
            status: "applied" | "conflict" | "held" | "void" | "erased";
        } & {
            [key: string]: unknown;
        };
        /**
         * RevisionOut
         * @description One revision of a record and what it changed: {field: {"from", "to"}}.
         */
        RevisionOut: {
            /** At */
            at: string;
            /** By */
            by: string | null;
            /** Device */
            device: string | null;
            /** Fields */
            fields: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** N */
            n: number | null;
            /** Op */
            op: string;
            /** Rev */
            rev: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * ServerKeyOut
         * @description `id` is the key's thumbprint (RFC 7638).
         */
        ServerKeyOut: {
            /** Id */
            id: string;
            key: components["schemas"]["PublicKeyOut"];
        };
        /**
         * SessionOut
         * @description A sign-in; `refresh_token` is null where it came as a cookie, `expires_in` is in seconds.
         */
        SessionOut: {
            /** Access Token */
            access_token: string;
            /** Expires In */
            expires_in: number;
            /** Refresh Token */
            refresh_token: string | null;
            /** Streams */
            streams: components["schemas"]["backend__api__account_types__StreamOut"][];
            user: components["schemas"]["SignedInUserOut"];
        };
        /**
         * ShopFields
         * @description Fields of a shop; it lies in streams of level hamlet.
         */
        ShopFields: {
            accepts?: string[] | null;
            household_id?: string | null;
            listed_on?: string | null;
            name: string;
            note?: string | null;
            ocop_stars?: number | null;
            platform?: string | null;
            url?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SideOut
         * @description A value that was not applied, and what its device had sent `earlier`.
         */
        SideOut: {
            /** At */
            at: string | null;
            /** Base */
            base: number;
            /** By */
            by: string | null;
            /** Corrected At */
            corrected_at: string | null;
            /** Device */
            device: string | null;
            /** Earlier */
            earlier: {
                [key: string]: unknown;
            }[];
            /** From */
            from: unknown;
            /** N */
            n: number | null;
            /** Op */
            op: string;
            /** Value */
            value: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * SignedInUserOut
         * @description Who is signed in.
         */
        SignedInUserOut: {
            /** Full Name */
            full_name: string;
            /** Id */
            id: string;
            /**
             * Role
             * @enum {string}
             */
            role: "volunteer" | "desk" | "leader" | "commune_admin" | "province_admin";
            /** Units */
            units: string[];
            /** Username */
            username: string;
        };
        /**
         * SplitIn
         * @description The parts of a hamlet; the first one takes what is not said to go to another.
         */
        SplitIn: {
            /** From */
            from: string;
            /** Legal Ref */
            legal_ref: string;
            /** Parts */
            parts: components["schemas"]["PartIn"][];
        };
        /**
         * SubjectDataOut
         * @description Records as pulls carry them, each with its `stream`; `has_more` where there are too many.
         */
        SubjectDataOut: {
            /** Has More */
            has_more: boolean;
            /**
             * Items
             * @description At most 200.
             */
            items: {
                [key: string]: unknown;
            }[];
        };
        /**
         * SubjectIn
         * @description Whom to look for, by name or by number; in the body, so that no address holds a name.
         */
        SubjectIn: {
            /** Commune */
            commune: string;
            /** Text */
            text: string;
        };
        /**
         * SubjectRequestIn
         * @description A request as it came; `id` is made by the client, and the same id counts once. A name, a
         *     number or a household is needed.
         */
        SubjectRequestIn: {
            /**
             * Channel
             * @enum {string}
             */
            channel: "counter" | "phone" | "letter" | "message" | "home";
            /** Commune */
            commune: string;
            /** Household Id */
            household_id?: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "see" | "correct" | "erase" | "withdraw";
            /** Name */
            name?: string | null;
            /** Note */
            note?: string | null;
            /** Phone */
            phone?: string | null;
            /** Received On */
            received_on: string;
        };
        /**
         * SubjectRequestOut
         * @description A request with its last days in time and how far today is from the next one, `due_on`.
         *
         *     Source: Decree 356/2025/NĐ-CP. `working_days_left` is 0 on the last day and negative after it;
         *     name, number, household and note are null once the person was erased.
         */
        SubjectRequestOut: {
            /** Acts */
            acts: components["schemas"]["RequestActOut"][];
            /**
             * Answer By
             * Format: date
             */
            answer_by: string;
            /** Answered On */
            answered_on: string | null;
            /**
             * Channel
             * @enum {string}
             */
            channel: "counter" | "phone" | "letter" | "message" | "home";
            /** Closed On */
            closed_on: string | null;
            /** Commune */
            commune: string;
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string | null;
            /**
             * Due On
             * Format: date
             */
            due_on: string;
            /**
             * Fulfil By
             * Format: date
             */
            fulfil_by: string;
            /** Household Id */
            household_id: string | null;
            /** Id */
            id: string;
            /** Is Late */
            is_late: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "see" | "correct" | "erase" | "withdraw";
            /** Name */
            name: string | null;
            /** Note */
            note: string | null;
            /** Phone */
            phone: string | null;
            /**
             * Received On
             * Format: date
             */
            received_on: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "done" | "refused";
            /** Working Days Left */
            working_days_left: number;
        };
        /**
         * SyncIn
         * @description One round trip: what the device recorded, and where it is in each stream.
         */
        SyncIn: {
            /**
             * Acked
             * @default 0
             */
            acked: number;
            /** Changesets */
            changesets?: components["schemas"]["ChangesetIn"][];
            /**
             * Clock
             * @default null
             */
            clock: string | null;
            /** Cursors */
            cursors?: components["schemas"]["CursorIn"][];
            /** Device */
            device: string;
            /**
             * Epoch
             * @default null
             */
            epoch: string | null;
            /**
             * First
             * @default 1
             */
            first: number;
            /**
             * Limit
             * @default null
             */
            limit: number | null;
            /**
             * Outcomes Cursor
             * @default null
             */
            outcomes_cursor: string | null;
            /**
             * Protocol
             * @constant
             */
            protocol: 1;
            /** Recovered */
            recovered?: components["schemas"]["RecoveredIn"][];
            /**
             * Waiting
             * @default null
             */
            waiting: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * SyncOut
         * @description The answer of a round trip.
         */
        SyncOut: {
            /** Acked */
            acked: number;
            /** App */
            app: string;
            /** Clock */
            clock: string;
            /** Epoch */
            epoch: string;
            /** Gained */
            gained: string[];
            /** Lost */
            lost: string[];
            /** Outcomes */
            outcomes: components["schemas"]["OutcomeOut"][];
            /** Outcomes Cursor */
            outcomes_cursor: string;
            /**
             * Protocol
             * @constant
             */
            protocol: 1;
            /** Results */
            results: components["schemas"]["ResultOut"][];
            /** Safe */
            safe: number;
            /** Schema */
            schema: number;
            /** Streams */
            streams: components["schemas"]["backend__api__sync_types__StreamOut"][];
            /** Wipe */
            wipe: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * TargetFields
         * @description Fields of a target; it lies in streams of level commune, hamlet.
         */
        TargetFields: {
            indicator: string;
            /** Format: date */
            period_end: string;
            /** Format: date */
            period_start: string;
            team_id?: string | null;
            unit_id: string;
            value: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * TaskFields
         * @description Fields of a task; it lies in streams of level commune, hamlet.
         */
        TaskFields: {
            done_at?: string | null;
            due_on?: string | null;
            household_id?: string | null;
            member_id?: string | null;
            note?: string | null;
            title: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TeamFields
         * @description Fields of a team; it lies in streams of level commune.
         */
        TeamFields: {
            founded_on?: string | null;
            founding_no?: string | null;
            kind: string;
            level?: string | null;
            name: string;
            unit_id: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TopicFields
         * @description Fields of a topic; it lies in streams of level province.
         */
        TopicFields: {
            active?: boolean | null;
            code: string;
            counts_when?: string[] | null;
            dedupe_by?: string | null;
            indicator?: string | null;
            label_en?: string | null;
            label_vi: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * TouchedOut
         * @description A record that a changeset concerned, with its revision after it (never a base).
         */
        TouchedOut: {
            /** Id */
            id: string;
            /** Rev */
            rev: number;
            /** Type */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * UnitFields
         * @description Fields of a unit; it lies in streams of level commune, province.
         */
        UnitFields: {
            code?: string | null;
            level: string;
            name: string;
            parent_id?: string | null;
            type?: string | null;
            valid_from?: string | null;
            valid_to?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * UnitOut
         * @description A unit; `valid_from` and `valid_to` are its first and last day, null where open.
         */
        UnitOut: {
            /** Code */
            code: string | null;
            /** Id */
            id: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string | null;
            /** Type */
            type: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
        };
        /**
         * UserIn
         * @description A new user; without a password they cannot sign in until one is set.
         */
        UserIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Full Name */
            full_name: string;
            /** Password */
            password?: string | null;
            /** Phone */
            phone?: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "volunteer" | "desk" | "leader" | "commune_admin" | "province_admin";
            /** Units */
            units: string[];
            /** Username */
            username: string;
        };
        /**
         * UserOut
         * @description A user as people within the same units see them.
         */
        UserOut: {
            /** Active */
            active: boolean;
            /** Full Name */
            full_name: string;
            /** Id */
            id: string;
            /** Phone */
            phone: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "volunteer" | "desk" | "leader" | "commune_admin" | "province_admin";
            /** Units */
            units: string[];
            /** Username */
            username: string;
        };
        /**
         * UserPatchIn
         * @description What to change; a name that is absent stays as it is. Only `phone` may be null.
         */
        UserPatchIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /**
             * Full Name
             * @default
             */
            full_name: string;
            /**
             * Password
             * @default
             */
            password: string;
            /** Phone */
            phone?: string | null;
            /**
             * Role
             * @default volunteer
             * @enum {string}
             */
            role: "volunteer" | "desk" | "leader" | "commune_admin" | "province_admin";
            /** Units */
            units?: string[];
            /**
             * Username
             * @default
             */
            username: string;
        };
        /**
         * VisitFields
         * @description Fields of a visit; it lies in streams of level hamlet.
         */
        VisitFields: {
            channel?: string | null;
            follow_up_on?: string | null;
            /** Format: uuid */
            household_id: string;
            note?: string | null;
            /** @enum {string} */
            outcome: "absent" | "met" | "moved" | "refused";
            team_id?: string | null;
            /** Format: date-time */
            visited_at: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * StreamOut
         * @description A stream that the caller's device pulls; `head` is the last sequence number in it.
         */
        backend__api__account_types__StreamOut: {
            /**
             * Access
             * @enum {string}
             */
            access: "read" | "write";
            /** Head */
            head: number;
            /** Name */
            name: string;
            /** Stream */
            stream: string;
        };
        /**
         * StreamOut
         * @description A page of a stream; `digest` is there when nothing remains.
         */
        backend__api__sync_types__StreamOut: {
            /** Cursor */
            cursor: string;
            digest?: components["schemas"]["DigestOut"] | null;
            /** Records */
            records: components["schemas"]["RecordOut"][];
            /** Remaining */
            remaining: number;
            /** Reset */
            reset: boolean;
            /** Stream */
            stream: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit: {
        parameters: {
            query: {
                /** @description A commune or a province. */
                place: string;
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEntryOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_audit: {
        parameters: {
            query: {
                /** @description A commune or a province. */
                place: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitedIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LogoutIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_conflicts: {
        parameters: {
            query?: {
                status?: ("open" | "resolved") | null;
                stream?: string | null;
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ConflictOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolve_conflict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conflict_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConflictOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_conflict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conflict_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConflictOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deliver: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Box */
                    box: string;
                    /** Device */
                    device: string;
                    /** Ephemeral */
                    ephemeral: {
                        [key: string]: unknown;
                    };
                    /** Iv */
                    iv: string;
                    /** Signature */
                    signature: string;
                    /** V */
                    v: number;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveredOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_devices: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeviceOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_duplicates: {
        parameters: {
            query?: {
                status?: "open" | "apart" | "merged";
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DuplicateOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_table_of: {
        parameters: {
            query: {
                unit: string;
                from?: string | null;
                to?: string | null;
                format?: "xlsx" | "csv";
                language?: "vi" | "en";
            };
            header?: never;
            path: {
                kind: "households" | "visits" | "filings";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its last column says who took it out, when and of which place. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_held: {
        parameters: {
            query?: {
                status?: ("open" | "released" | "discarded") | null;
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_HeldOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_held: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                held_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_held: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                held_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReleaseIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_rows: {
        parameters: {
            query: {
                /** @description Made by the client; the same id counts once. */
                id: string;
                commune: string;
                hamlet?: string | null;
                /** @description `field:column` with columns counted from 0, joined by commas; without it the columns are guessed by their headings. */
                columns?: string | null;
                leave_out_bad?: boolean;
                leave_out_doubles?: boolean;
            };
            header?: never;
            path: {
                kind: "households" | "users";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_import: {
        parameters: {
            query: {
                language?: "vi" | "en";
                commune: string;
                hamlet?: string | null;
                /** @description `field:column` with columns counted from 0, joined by commas; without it the columns are guessed by their headings. */
                columns?: string | null;
            };
            header?: never;
            path: {
                kind: "households" | "users";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InvitationOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewInvitationOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_photo_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_photo_part: {
        parameters: {
            query?: never;
            header?: {
                /** @description Where in the photo the part belongs. */
                "Upload-Offset"?: number;
            };
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_records: {
        parameters: {
            query: {
                id: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PlacedRecordOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_type: string;
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_revisions: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path: {
                record_type: string;
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RevisionOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_indicators: {
        parameters: {
            query?: {
                unit?: string | null;
                from?: string | null;
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndicatorReportOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_server_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerKeyOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_streams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_StreamOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_subject_requests: {
        parameters: {
            query: {
                commune: string;
                status?: "open" | "closed";
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SubjectRequestOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_subject_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectRequestIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectRequestOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_subject_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectRequestOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    act_on_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestActIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectRequestOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_for_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestErasedOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_data_of_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestDataOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_subject_data: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectDataOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_subject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record_type: string;
                record_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasedOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncIn"];
            };
        };
        responses: {
            /** @description What the device has not seen yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_units: {
        parameters: {
            query?: {
                parent?: string | null;
                at?: string | null;
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UnitOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_hamlet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HamletIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    merge_hamlets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_hamlets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                commune: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_HamletOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_hamlet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenameIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_rename: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    split_hamlet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UnitOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                unit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UnitOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                unit?: string | null;
                cursor?: string | null;
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UserOut_"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description A problem; see its code. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
